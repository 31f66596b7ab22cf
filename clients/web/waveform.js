// A waveform that grows while the speech is made, and shows how far it was played.

import { calm, colour, dark, fit } from './dom.js';

const BucketSeconds = 0.02;
const LeastSeconds = 3;

export class Waveform {
  constructor(canvas) {
    this.canvas = canvas;
    this.reset(16000);
    dark.addEventListener('change', () => { this.colours = undefined; this.ask(); });
    new ResizeObserver(() => this.ask()).observe(canvas);
  }

  reset(rate) {
    this.rate = rate;
    this.bucket = Math.round(rate * BucketSeconds);
    this.peaks = [];
    this.peak = 0;
    this.count = 0;
    this.played = 0;
    this.ask();
  }

  /** More samples. */
  push(samples) {
    for (const sample of samples) {
      this.peak = Math.max(this.peak, Math.abs(sample));
      if (++this.count % this.bucket === 0) {
        this.peaks.push(this.peak);
        this.peak = 0;
      }
    }
    this.ask();
  }

  /** So many samples were heard. */
  move(played) {
    this.played = played;
    this.ask();
  }

  get seconds() {
    return this.count / this.rate;
  }

  ask() {
    if (!this.asked) {
      this.asked = true;
      setTimeout(() => requestAnimationFrame(() => this.draw()), calm.matches ? 250 : 0);
    }
  }

  draw() {
    this.asked = false;
    this.colours ??= { heard: colour('--voice'), made: colour('--edge'), line: colour('--line') };
    fit(this.canvas);
    const { width, height } = this.canvas;
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    context.fillStyle = this.colours.line;
    context.fillRect(0, Math.round(height / 2), width, 1);
    const all = Math.max(this.seconds, LeastSeconds) / BucketSeconds;
    const step = width / all;
    const merge = Math.max(1, Math.ceil(3 / step));
    for (let index = 0; index < this.peaks.length; index += merge) {
      const peak = Math.max(...this.peaks.slice(index, index + merge));
      const tall = Math.max(2, Math.sqrt(peak) * height * 0.9);
      context.fillStyle = index * this.bucket < this.played ? this.colours.heard : this.colours.made;
      context.fillRect(index * step, (height - tall) / 2, Math.max(1, step * merge * 0.66), tall);
    }
  }
}
