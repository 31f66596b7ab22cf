// Recordings that are dropped on the page: sent, transcribed, and given back as text and subtitles.

import { address, authorization, refusal } from './api.js';
import { $, bytes, clock, copy, element, save } from './dom.js';
import { srt, vtt } from './subtitles.js';

/** The file to /v1/audio/transcriptions; XMLHttpRequest, because only it tells how much of a body has gone. */
const transcribe = (file, name, onsent) => new Promise((resolve, reject) => {
  const form = new FormData();
  form.append('model', 'whisper-1');
  form.append('response_format', 'verbose_json');
  form.append('timestamp_granularities[]', 'segment');
  if ($('language').value !== 'auto') {
    form.append('language', $('language').value);
  }
  form.append('file', file, name);
  const request = new XMLHttpRequest();
  request.open('POST', address('v1/audio/transcriptions'));
  Object.entries(authorization()).forEach(header => request.setRequestHeader(...header));
  request.upload.onprogress = ({ loaded, total }) => onsent(loaded / total);
  request.onerror = () => reject(new Error('The server cannot be reached, or it does not take a file as large as that.'));
  request.onload = () => (request.status === 200
    ? resolve(JSON.parse(request.responseText))
    : reject(refusal(request.status, request.responseText)));
  request.send(form);
});

const show = async file => {
  const progress = element('progress', { max: 1, value: 0 });
  progress.setAttribute('aria-label', `${file.name}: sent`);
  const meta = element('p', { className: 'meta' }, `${bytes(file.size)} · sending…`);
  const entry = element('li', { className: 'recording' }, element('h3', {}, file.name), meta, progress);
  $('recordings').prepend(entry);
  const started = performance.now();
  try {
    const heard = await transcribe(file, file.name, share => {
      progress.value = share;
      if (share === 1) {
        meta.textContent = `${bytes(file.size)} · listening…`;
        progress.removeAttribute('value');
      }
    });
    const took = (performance.now() - started) / 1000;
    const stem = file.name.replace(/\.[^.]+$/, '');
    progress.remove();
    meta.textContent = `${clock(heard.duration)} heard in ${took.toFixed(1)} s · ${heard.language} · ${heard.segments.length} ${heard.segments.length === 1 ? 'subtitle' : 'subtitles'}`;
    const text = element('p', { className: 'heard', tabIndex: 0 }, heard.text || 'Nothing was said in it, or nothing that this recogniser understands.');
    text.setAttribute('role', 'status');
    const button = (label, act) => element('button', { type: 'button', className: 'quiet', onclick: act }, label);
    const name = button('Remove', () => { entry.remove(); $('file').focus(); });
    name.setAttribute('aria-label', `Remove ${file.name}`);
    entry.append(text, element('div', { className: 'actions' },
      button('Copy', event => copy(heard.text, event.target)),
      button('.srt', () => save(`${stem}.srt`, srt(heard.segments), 'application/x-subrip')),
      button('.vtt', () => save(`${stem}.vtt`, vtt(heard.segments), 'text/vtt')),
      button('.txt', () => save(`${stem}.txt`, `${heard.text}\n`, 'text/plain')),
      name));
  } catch (error) {
    progress.remove();
    meta.textContent = bytes(file.size);
    const problem = element('p', { className: 'error' }, error.message);
    problem.setAttribute('role', 'alert');
    entry.append(problem);
  }
};

// One after the other: the server's places are for everybody.
let queue = Promise.resolve();
const add = files => {
  for (const file of files) {
    queue = queue.then(() => show(file));
  }
};

/** What the recogniser hears in what was just spoken. */
export const hearBack = async ({ blob, order }, output) => {
  output.textContent = 'Listening…';
  try {
    if (['pcm', 'mulaw', 'alaw'].includes(order.format)) {
      output.textContent = 'Speak it as wav, mp3, flac or opus first: raw samples do not say what they are.';
      return;
    }
    const heard = await transcribe(blob, `speech.${order.format}`, () => {});
    output.textContent = heard.text ? `It hears: “${heard.text}”` : 'It hears nothing.';
  } catch (error) {
    output.textContent = error.message;
  }
};

$('file').addEventListener('change', () => {
  add($('file').files);
  $('file').value = '';
});

const hasFiles = event => [...event.dataTransfer?.types ?? []].includes('Files');
let depth = 0;
addEventListener('dragenter', event => {
  if (hasFiles(event)) {
    depth++;
    $('veil').hidden = false;
  }
});
addEventListener('dragleave', event => {
  if (hasFiles(event)) {
    depth = Math.max(0, depth - 1);
    $('veil').hidden = depth === 0;
  }
});
addEventListener('dragover', event => { if (hasFiles(event)) { event.preventDefault(); } });
addEventListener('drop', event => {
  if (hasFiles(event)) {
    event.preventDefault();
    depth = 0;
    $('veil').hidden = true;
    add(event.dataTransfer.files);
  }
});
