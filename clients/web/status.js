// What the server is and how full it is; the key, where it wants one.

import { ApiError, ask, key, keyWanted } from './api.js';
import { $, bytes, copy } from './dom.js';
import { offerLanguages } from './hear.js';
import { explainVoices, limitText, offerFormats, offerVoices } from './speak.js';

const EverySeconds = 30;
const SoonSeconds = 2;

const state = (name, text) => {
  $('ready').dataset.state = name;
  if ($('ready-text').textContent !== text) {
    $('ready-text').textContent = text;
  }
};

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });
const list = codes => new Intl.ListFormat('en').format(codes.map(code => names.of(code)));

const places = (name, { used, most, waiting }) => {
  $(`meter-${name}`).max = most;
  $(`meter-${name}`).value = used;
  $(`places-${name}`).textContent = `${used} of ${most}${waiting > 0 ? `, ${waiting} wait` : ''}`;
};

const model = (id, entry) => {
  $(id).textContent = entry ? `${entry.name}${entry.languages.length > 0 ? ` (${entry.languages.join(', ')})` : ''}` : 'not loaded';
};

const show = answer => {
  model('server-hears', answer.recogniser);
  model('server-speaks', answer.voice);
  $('server-device').textContent = answer.device === 'cpu' ? 'the processor' : answer.device.toUpperCase();
  places('hear', answer.hearing);
  places('speak', answer.speaking);
  limitText(answer.max_text);
  offerFormats(answer.formats);
  offerLanguages(answer.recogniser?.languages ?? []);
  const { recogniser, fetch: better } = answer;
  $('understands').hidden = !recogniser?.bundled;
  if (recogniser?.bundled) {
    $('understands-text').textContent = recogniser.notice ?? '';
    $('fetch-text').hidden = $('fetch').hidden = !better;
    if (better) {
      $('fetch-text').textContent = `A real one, ${better.name}, hears ${list(better.languages)}; ${bytes(better.bytes)} to fetch, in the server’s folder:`;
      $('fetch-command').textContent = better.command;
    }
  }
};

let hasVoices = false;
let timer;

const health = async () => {
  try {
    await ask('health/ready');
    state('ready', 'Ready');
    return true;
  } catch (error) {
    state(error.status === 503 ? 'waiting' : 'bad', error.status === 503 ? 'Loading its models…' : error.message);
    return false;
  }
};

export const refresh = async () => {
  clearTimeout(timer);
  let soon = !(await health());
  try {
    show(await (await ask('web/status')).json());
    keyAccepted();
    if (!hasVoices) {
      offerVoices((await (await ask('v1/tts/voices')).json()).voices);
      hasVoices = true;
      document.dispatchEvent(new Event('voices'));
    }
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    if (!hasVoices) {
      explainVoices(error.status === 401 ? 'The voices show when the key is there.' : error.message);
    }
    soon ||= error.status === 503;
  }
  timer = setTimeout(() => (document.hidden ? undefined : refresh()), (soon ? SoonSeconds : EverySeconds) * 1000);
};

document.addEventListener('visibilitychange', () => document.hidden || refresh());

// --- The key
const keyAccepted = () => {
  $('key-form').hidden = true;
  $('key-error').textContent = '';
  $('key-open').hidden = key.get() === '';
};

const showKey = focus => {
  $('key-form').hidden = false;
  $('key-open').hidden = true;
  $('key-forget').hidden = key.get() === '';
  if (focus) {
    $('key').focus();
  }
};

keyWanted.addEventListener('wanted', ({ detail }) => {
  const wasHidden = $('key-form').hidden;
  showKey(false);
  if (detail.wrong) {
    $('key-error').textContent = 'The server does not know this key, or it has ended.';
  }
  if (wasHidden && (document.activeElement === document.body || document.activeElement === null)) {
    $('key').focus();
  }
});
$('key-open').addEventListener('click', () => showKey(true));
$('key-form').addEventListener('submit', async event => {
  event.preventDefault();
  const text = $('key').value.trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    $('key-error').textContent = 'A key has no spaces and no letters beyond English ones.';
    return;
  }
  key.set(text);
  $('key').value = '';
  $('key-error').textContent = '';
  hasVoices = false;
  await refresh();
  if ($('key-form').hidden) {
    $('listen').focus();
  }
});
$('key-forget').addEventListener('click', () => {
  key.forget();
  hasVoices = false;
  $('key-form').hidden = true;
  refresh();
});
$('fetch-copy').addEventListener('click', event => copy($('fetch-command').textContent, event.target));
