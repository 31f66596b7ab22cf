// How a text is read: what was written beside what is said, and what each stage changed.

import { postJson } from './api.js';
import { $, element } from './dom.js';

const MostWords = 400;

/** Words of both sides that the other does not have in that order (longest common subsequence). */
const changed = (left, right) => {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i][j] = left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const marks = { left: new Set(), right: new Set() };
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      [i, j] = [i + 1, j + 1];
    } else if (j === right.length || (i < left.length && table[i + 1][j] >= table[i][j + 1])) {
      marks.left.add(i++);
    } else {
      marks.right.add(j++);
    }
  }
  return marks;
};

/** The words, with what differs marked; neighbours are one mark. */
const side = (words, marks) => words.reduce((nodes, word, index) => {
  const isMarked = marks.has(index);
  const before = nodes.at(-1);
  if (before && before.isMarked === isMarked) {
    before.text += ` ${word}`;
  } else {
    nodes.push({ isMarked, text: word });
  }
  return nodes;
}, []).flatMap(({ isMarked, text }, index) => [index > 0 ? ' ' : '', isMarked ? element('mark', {}, text) : text]);

const split = text => text.split(/\s+/).filter(Boolean);

/** Shows the answer of /v1/tts/normalize. */
const show = (text, { text: said, stages, unspeakable }) => {
  const [left, right] = [split(text), split(said)];
  const marks = left.length > MostWords || right.length > MostWords ? { left: new Set(), right: new Set() } : changed(left, right);
  $('sides').hidden = text === '';
  $('written').replaceChildren(...side(left, marks.left));
  $('said').replaceChildren(...side(right, marks.right));
  $('stages').replaceChildren(...stages.map(({ stage, edits }) => element('li', {},
    element('span', { className: 'stage' }, stage),
    element('ul', {}, ...edits.map(({ from, to }) => element('li', {}, element('del', {}, from || '∅'), ' → ', element('ins', {}, to || '∅')))))));
  $('reading-note').textContent = [
    stages.length === 0 && text.trim() ? 'Read as it is written.' : '',
    unspeakable.length > 0 ? `Left out, because this voice does not know the script: ${unspeakable.map(part => part.text ?? part).join(' ')}` : '',
  ].filter(Boolean).join(' ');
};

let running;
let shown;

/** Asks for the reading of a text, the newest one only. */
export const read = async text => {
  if (text === shown || !$('reading').open) {
    return;
  }
  running?.abort();
  if (!text.trim()) {
    shown = text;
    show('', { text: '', stages: [], unspeakable: [] });
    $('reading-note').textContent = 'Write something, and see here how numbers, dates and names are read.';
    return;
  }
  running = new AbortController();
  try {
    const answer = await postJson('v1/tts/normalize', { text }, { signal: running.signal });
    show(text, await answer.json());
    shown = text;
    // A caller with limits is asked about nothing that he did not ask for.
    isCounted = answer.headers.has('RateLimit-Policy');
  } catch (error) {
    if (error.name !== 'AbortError') {
      $('reading-note').textContent = error.message;
    }
  }
};

let isCounted = true;
let timer;

/** While somebody writes, where that costs him nothing. */
export const readSoon = text => {
  clearTimeout(timer);
  if (!isCounted) {
    timer = setTimeout(() => read(text), 350);
  }
};

$('reading').addEventListener('toggle', () => read($('text').value));
