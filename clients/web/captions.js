// Words on the page: finished sentences, and the one that is still being said.

import { $, clock, copy, element, save } from './dom.js';
import { srt, vtt } from './subtitles.js';

const finals = $('finals');
const partial = $('partial');
const box = $('captions');
let kept = [];

const sure = confidence => (confidence >= 0.8 ? 'yes' : confidence >= 0.5 ? 'less' : 'little');

/** The text as it was written, with each word in an element of its own: spaces stay where the language has them. */
export const wordsOf = (text, words = []) => {
  const line = element('span', { className: 'words' });
  let at = 0;
  for (const { word, confidence } of words) {
    const found = text.indexOf(word, at);
    if (found < 0) {
      continue;
    }
    line.append(text.slice(at, found));
    const percent = Math.round(confidence * 100);
    const ruby = element('ruby', { className: 'word', title: `${percent} % sure` }, word);
    ruby.dataset.sure = sure(confidence);
    ruby.dataset.confidence = confidence;
    const note = element('rt', {}, String(percent));
    note.setAttribute('aria-hidden', 'true');
    ruby.append(note);
    line.append(ruby);
    at = found + word.length;
  }
  line.append(text.slice(at));
  return line;
};

const metaOf = ({ language, emotion, confidence, latency_ms: latency, start, end, events = [] }) => {
  const known = value => value && value !== 'unknown';
  const facts = [
    `${clock(start)}–${clock(end)}`,
    known(language) ? language : 'language unknown',
    known(emotion) ? emotion : 'emotion unknown',
    ...events,
    `${Math.round(confidence * 100)} % sure`,
  ];
  const meta = element('span', { className: 'meta' }, `${facts.join(' · ')} · latency `);
  meta.append(element('b', { className: 'latency', title: 'From the last word to its text' }, `${Math.round(latency)} ms`));
  return meta;
};

const follow = () => { box.scrollTop = box.scrollHeight; };

export const showPartial = ({ text, stable = '' }) => {
  $('captions-empty').hidden = true;
  const front = text.startsWith(stable) ? stable : '';
  partial.querySelector('.stable').textContent = front;
  partial.querySelector('.changing').textContent = text.slice(front.length);
  partial.hidden = text === '';
  follow();
};

export const hidePartial = () => { partial.hidden = true; };

export const showFinal = message => {
  hidePartial();
  if (message.text.trim() === '') {
    return;
  }
  $('captions-empty').hidden = true;
  kept.push(message);
  const line = element('p', { className: 'line' }, wordsOf(message.text, message.words), metaOf(message));
  if (message.language && message.language !== 'unknown') {
    line.firstChild.lang = message.language;
  }
  finals.append(line);
  $('caption-actions').hidden = false;
  follow();
};

$('confidence').addEventListener('change', event => box.classList.toggle('with-confidence', event.target.checked));
$('caption-copy').addEventListener('click', event => copy(kept.map(({ text }) => text).join('\n'), event.target));
$('caption-srt').addEventListener('click', () => save('captions.srt', srt(kept), 'application/x-subrip'));
$('caption-vtt').addEventListener('click', () => save('captions.vtt', vtt(kept), 'text/vtt'));
$('caption-clear').addEventListener('click', () => {
  kept = [];
  finals.replaceChildren();
  $('caption-actions').hidden = true;
  $('captions-empty').hidden = !partial.hidden;
  $('listen').focus();
});
