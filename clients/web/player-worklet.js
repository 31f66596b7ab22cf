// Plays samples as they come. What has not come yet is silence, and is counted.

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.at = 0;
    this.played = 0;
    this.gaps = 0;
    this.told = 0;
    this.port.onmessage = ({ data }) => {
      if (data.samples) {
        this.queue.push(data.samples);
      }
      this.isWhole ||= data.isWhole === true;
      this.isStopped ||= data.isStopped === true;
    };
  }

  process(_, [[output]]) {
    if (this.isStopped) {
      return false;
    }
    let filled = 0;
    while (filled < output.length && this.queue.length > 0) {
      const [front] = this.queue;
      const count = Math.min(output.length - filled, front.length - this.at);
      output.set(front.subarray(this.at, this.at + count), filled);
      filled += count;
      this.at += count;
      if (this.at === front.length) {
        this.queue.shift();
        this.at = 0;
      }
    }
    this.played += filled;
    const isDone = this.isWhole && this.queue.length === 0;
    if (filled < output.length && this.played > 0 && !isDone) {
      this.gaps += output.length - filled;
    }
    if (isDone || (this.played > 0 && this.told === 0) || this.played - this.told > sampleRate / 30) {
      this.told = this.played;
      this.port.postMessage({ played: this.played, gaps: this.gaps, isDone });
    }
    return !isDone;
  }
}

registerProcessor('player', Player);
