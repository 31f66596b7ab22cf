// The level of the microphone, scrolling, with the server's speech gate drawn where it was open.

import { $, calm, colour, dark, fit } from './dom.js';

const Seconds = 8;
const Quietest = -60;

export class Scope {
  constructor(canvas, blockSeconds) {
    this.canvas = canvas;
    this.blockSeconds = blockSeconds;
    this.reset();
    this.drawn = 0;
    dark.addEventListener('change', () => { this.colours = undefined; this.ask(); });
    new ResizeObserver(() => this.ask()).observe(canvas);
  }

  reset() {
    this.levels = [];
    this.first = 0;
    this.gates = [];
    this.ask();
  }

  /** One block of audio. */
  push(level) {
    this.levels.push(Math.max(0, Math.min(1, 1 - 20 * Math.log10(level + 1e-9) / Quietest)));
    const most = Math.ceil(Seconds / this.blockSeconds) + 2;
    if (this.levels.length > most) {
      this.first += this.levels.length - most;
      this.levels.splice(0, this.levels.length - most);
    }
    this.ask();
  }

  get now() {
    return (this.first + this.levels.length) * this.blockSeconds;
  }

  /** The server took this for speech; an end that is not known is now. */
  gate(utterance, start, end) {
    const found = this.gates.find(gate => gate.utterance === utterance);
    if (found) {
      Object.assign(found, { start, end });
    } else {
      this.gates.push({ utterance, start, end });
    }
    this.gates = this.gates.filter(gate => gate.end === undefined || gate.end > this.now - Seconds);
    this.ask();
  }

  get isOpen() {
    return this.gates.some(gate => gate.end === undefined);
  }

  ask() {
    if (this.asked) {
      return;
    }
    this.asked = true;
    const wait = calm.matches ? Math.max(0, 500 - (performance.now() - this.drawn)) : 0;
    setTimeout(() => requestAnimationFrame(() => this.draw()), wait);
  }

  draw() {
    this.asked = false;
    this.drawn = performance.now();
    this.colours ??= { bar: colour('--edge'), open: colour('--ear'), wash: colour('--ear-wash'), line: colour('--line') };
    fit(this.canvas);
    const { width, height } = this.canvas;
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    const from = this.now - Seconds;
    const x = time => (time - from) / Seconds * width;
    for (const { start, end } of this.gates) {
      const [left, right] = [x(start), x(end ?? this.now)];
      context.fillStyle = this.colours.wash;
      context.fillRect(left, 0, right - left, height);
      context.fillStyle = this.colours.open;
      context.fillRect(left, 0, right - left, Math.max(2, height / 28));
    }
    context.fillStyle = this.colours.line;
    context.fillRect(0, Math.round(height / 2), width, 1);
    const step = this.blockSeconds / Seconds * width;
    this.levels.forEach((level, index) => {
      const time = (this.first + index) * this.blockSeconds;
      const inside = this.gates.some(({ start, end }) => time >= start - this.blockSeconds && time < (end ?? Infinity));
      context.fillStyle = inside ? this.colours.open : this.colours.bar;
      const tall = Math.max(1, level * height * 0.8);
      context.fillRect(x(time), (height - tall) / 2, Math.max(1, step * 0.62), tall);
    });
    const open = this.isOpen;
    if ($('gate').dataset.open !== String(open)) {
      $('gate').dataset.open = String(open);
    }
  }
}
