// Text → speech, played while it is made.

import { postJson } from './api.js';
import { decoderFor } from './decoders.js';
import { $, clock, element } from './dom.js';
import { Playback, decodeWhole, wake } from './player.js';
import { read, readSoon } from './reading.js';
import { hearBack } from './recordings.js';
import { Waveform } from './waveform.js';

const Types = {
  wav: 'audio/wav', pcm: 'audio/L16', opus: 'audio/ogg', mp3: 'audio/mpeg', flac: 'audio/flac', mulaw: 'audio/basic', alaw: 'audio/x-alaw-basic',
};
const Extensions = { opus: 'ogg', mulaw: 'ulaw', alaw: 'alaw' };
const SampleSeed = 7;

const wave = new Waveform($('wave'));
let running;
let last;
let maxText = 10_000;
let rate = 16000;

const stopRunning = () => {
  running?.abort.abort();
  running?.playback?.stop();
  if (running) {
    running.onstop();
    running = undefined;
  }
  $('stop').disabled = true;
};

/** Starts something that can be stopped; what ran before stops. */
const begin = onstop => {
  stopRunning();
  running = { abort: new AbortController(), onstop };
  $('stop').disabled = false;
  $('speak-error').textContent = '';
  $('speak-note').textContent = '';
  return running;
};

const done = run => {
  if (run === running) {
    stopRunning();
  }
};

const milliseconds = value => `${Math.round(value)} ms`;

/** A response into a playback, piece by piece. */
const stream = async (run, body, { onfirst, onsamples, onbytes, onstate }) => {
  const started = performance.now();
  const answer = await postJson('v1/tts/generate', body, { signal: run.abort.signal });
  rate = Number(answer.headers.get('X-Sample-Rate')) || rate;
  const decoder = await decoderFor(body.format, rate);
  const pieces = [];
  let count = 0;
  const give = async (samples, hertz) => {
    if (samples.length === 0 || run !== running) {
      return;
    }
    if (count === 0) {
      onfirst({ waited: performance.now() - started, rate: hertz, headers: answer.headers });
      run.playback = await Playback.open(hertz, onstate);
    }
    count += samples.length;
    onsamples(samples);
    run.playback.push(samples);
  };
  for await (const bytes of chunksOf(answer.body)) {
    pieces.push(bytes);
    if (decoder) {
      await give(await decoder.push(bytes), decoder.rate);
    }
  }
  const blob = new Blob(pieces, { type: Types[body.format] });
  if (decoder) {
    await give(await decoder.finish(), decoder.rate);
  } else {
    const { samples, rate: hertz } = await decodeWhole(await blob.arrayBuffer());
    await give(samples, hertz);
  }
  run.playback?.finish();
  onbytes({ blob, seconds: count / (decoder?.rate ?? 48000), made: performance.now() - started, headers: answer.headers });
};

/** Not every browser can iterate over a body. */
async function* chunksOf(body) {
  const reader = body.getReader();
  for (let piece; !(piece = await reader.read()).done;) {
    yield piece.value;
  }
}

const chosenVoice = () => document.querySelector('#voices input:checked')?.value;

const orderOf = () => {
  const order = { text: $('text').value, stream: true, format: $('format').value, speed: Number($('speed').value) };
  if (chosenVoice()) {
    order.speaker = chosenVoice();
  }
  const isTelephone = order.format === 'mulaw' || order.format === 'alaw';
  if (isTelephone) {
    order.output = '8khz';
  } else if ($('rate').value) {
    order.output = $('rate').value;
  }
  if ($('seed').value.trim()) {
    order.seed = Number($('seed').value);
  }
  return order;
};

const wrong = () => {
  const text = $('text').value;
  return !text.trim() ? 'There is nothing to say yet.'
    : [...text].length > maxText ? `The text is longer than the ${maxText.toLocaleString('en')} characters that the server takes at once.`
    : !/^\s*\d*\s*$/.test($('seed').value) ? 'A seed is a whole number.'
    : '';
};

const speak = async () => {
  if (wrong()) {
    $('speak-error').textContent = wrong();
    $('text').focus();
    return;
  }
  const order = orderOf();
  const run = begin(() => { $('say').disabled = false; });
  $('say').disabled = true;
  $('facts').hidden = $('speech-actions').hidden = true;
  $('heard-back').textContent = '';
  $('wave-text').textContent = 'Waiting for the first samples…';
  wave.reset(rate);
  wake(order.output ? Number.parseInt(order.output, 10) * 1000 : rate);
  read(order.text);
  last = { order, samples: [] };
  try {
    await stream(run, order, {
      onfirst: ({ waited, rate: hertz, headers }) => {
        last.rate = hertz;
        last.seed = headers.get('X-Seed');
        wave.reset(hertz);
        $('fact-first').textContent = milliseconds(waited);
        $('fact-server').textContent = headers.has('X-TTFB-ms') ? milliseconds(Number(headers.get('X-TTFB-ms'))) : '–';
        $('fact-seed').textContent = last.seed ?? '–';
        $('fact-length').textContent = $('fact-made').textContent = '…';
        $('facts').hidden = false;
        const left = headers.get('X-Unspeakable-Text');
        $('speak-note').textContent = left ? 'Some of the text is in a script that the voice does not know; it was left out.' : '';
      },
      onsamples: samples => {
        last.samples.push(samples);
        wave.push(samples);
        $('fact-length').textContent = `${wave.seconds.toFixed(1)} s`;
      },
      onstate: state => {
        wave.move(state.played);
        $('wave-text').textContent = state.isDone
          ? `${clock(wave.seconds)}, played.${state.gaps > 0 ? ` It waited ${milliseconds(state.gaps / last.rate * 1000)} for the server.` : ''}`
          : `${clock(state.played / last.rate)} of ${clock(wave.seconds)}`;
        if (state.isDone) {
          done(run);
        }
      },
      onbytes: ({ blob, made }) => {
        last.blob = blob;
        $('fact-made').textContent = `${(made / 1000).toFixed(2)} s`;
        const link = $('save');
        URL.revokeObjectURL(link.href);
        link.href = URL.createObjectURL(blob);
        link.download = `speech.${Extensions[order.format] ?? order.format}`;
        link.textContent = `Save .${Extensions[order.format] ?? order.format}`;
        $('speech-actions').hidden = false;
      },
    });
  } catch (error) {
    if (error.name !== 'AbortError') {
      $('speak-error').textContent = error.message;
      $('wave-text').textContent = wave.count > 0 ? `Stopped at ${clock(wave.seconds)}.` : 'The waveform grows here while the speech is made.';
    }
    done(run);
  }
};

/** What was made, once more. */
const again = async () => {
  const run = begin(() => {});
  run.playback = await Playback.open(last.rate, state => {
    wave.move(state.played);
    if (state.isDone) {
      done(run);
    }
  });
  last.samples.forEach(samples => run.playback.push(samples));
  run.playback.finish();
};

const sample = async (voice, button) => {
  const isPlaying = button.dataset.playing === 'true';
  const run = begin(() => { mark(button, voice, false); });
  if (isPlaying) {
    done(run);
    return;
  }
  mark(button, voice, true);
  wake(rate);
  try {
    await stream(run, { text: `Hello, my name is ${voice.friendly}.`, speaker: voice.name, format: 'pcm', stream: true, seed: SampleSeed }, {
      onfirst: () => {}, onsamples: () => {}, onbytes: () => {},
      onstate: ({ isDone }) => { if (isDone) { done(run); } },
    });
  } catch (error) {
    if (error.name !== 'AbortError') {
      $('speak-error').textContent = error.message;
    }
    done(run);
  }
};

const Play = 'M7 4.5v15l12-7.5z';
const Stop = 'M6 6h12v12H6z';

const mark = (button, voice, isPlaying) => {
  button.dataset.playing = String(isPlaying);
  button.setAttribute('aria-label', isPlaying ? `Stop the sample of ${voice.friendly}` : `Sample of ${voice.friendly}`);
  button.querySelector('path').setAttribute('d', isPlaying ? Stop : Play);
};

const icon = () => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  return svg;
};

/** The voices of the server. */
export const offerVoices = voices => {
  const chosen = chosenVoice() ?? voices[0]?.name;
  $('voices').replaceChildren(...voices.map(voice => {
    const radio = element('input', { type: 'radio', name: 'voice', value: voice.name, checked: voice.name === chosen });
    const about = voice.cloned ? 'cloned' : voice.description ?? '';
    radio.dataset.about = about;
    const label = element('label', { title: about }, radio, element('span', { className: 'name' }, voice.friendly), element('span', { className: 'away' }, about));
    const button = element('button', { type: 'button' }, icon());
    mark(button, voice, false);
    button.addEventListener('click', () => sample(voice, button));
    return element('div', { className: 'voice' }, label, button);
  }));
  describeVoice();
  if (voices.length === 0) {
    $('voices').append(element('p', { className: 'empty' }, 'The server has no voice.'));
  }
};

const describeVoice = () => {
  const about = document.querySelector('#voices input:checked')?.dataset.about ?? '';
  $('voice-about').textContent = about;
};

export const explainVoices = message => $('voices').replaceChildren(element('p', { className: 'empty' }, message));

export const offerFormats = formats => {
  if ($('format').length !== formats.length) {
    $('format').replaceChildren(...formats.map(name => new Option(name, name)));
  }
};

export const limitText = most => {
  maxText = most;
  count();
};

const count = () => {
  const length = [...$('text').value].length;
  $('text-count').textContent = `${length.toLocaleString('en')} of ${maxText.toLocaleString('en')} characters`;
  $('text-count').classList.toggle('over', length > maxText);
};

$('voices').addEventListener('change', describeVoice);
$('text').addEventListener('input', () => { count(); readSoon($('text').value); });
$('text').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    speak();
  }
});
$('speak-form').addEventListener('submit', event => { event.preventDefault(); speak(); });
$('stop').addEventListener('click', () => {
  stopRunning();
  $('wave-text').textContent = wave.count > 0 ? `Stopped; ${clock(wave.seconds)} were made.` : 'Stopped.';
  if ($('fact-made').textContent === '…') {
    $('fact-made').textContent = '–';
  }
  $('say').focus();
});
$('again').addEventListener('click', again);
$('keep-seed').addEventListener('click', () => { $('seed').value = last.seed ?? ''; });
$('listen-back').addEventListener('click', () => hearBack(last, $('heard-back')));
$('speed').addEventListener('input', () => { $('speed-text').textContent = `${Number($('speed').value).toFixed(2).replace(/0$/, '')} ×`; });
$('format').addEventListener('change', () => {
  $('rate').disabled = ['mulaw', 'alaw'].includes($('format').value);
});
