// The microphone as signed 16 bit, in blocks, off the page's thread.

class Capture extends AudioWorkletProcessor {
  constructor({ processorOptions: { samples } }) {
    super();
    this.samples = samples;
    this.start();
  }

  start() {
    this.block = new Int16Array(this.samples);
    this.filled = 0;
    this.energy = 0;
  }

  process([[input]]) {
    if (!input) {
      return true;
    }
    for (const value of input) {
      this.block[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
      this.energy += value * value;
      if (this.filled === this.samples) {
        const { buffer } = this.block;
        this.port.postMessage({ pcm: buffer, level: Math.sqrt(this.energy / this.samples) }, [buffer]);
        this.start();
      }
    }
    return true;
  }
}

registerProcessor('capture', Capture);
