// One playback: samples in, sound out, position back.

let context;

/** In the click itself: browsers let nobody make sound without one. */
export const wake = rate => {
  if (context?.sampleRate !== rate || context.state === 'closed') {
    context?.close();
    context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
    context.ready = context.audioWorklet.addModule(new URL('player-worklet.js', import.meta.url));
  }
  context.resume();
  return context;
};

export class Playback {
  /**
   * @param {number} rate Of the samples; the context has the same, so that nothing here resamples.
   * @param {(state: { played: number, gaps: number, isDone: boolean }) => void} onstate Some thirty times a second.
   */
  static async open(rate, onstate) {
    const current = wake(rate);
    await current.ready;
    const playback = new Playback();
    playback.node = new AudioWorkletNode(current, 'player', { numberOfInputs: 0, outputChannelCount: [1] });
    playback.node.port.onmessage = ({ data }) => onstate(data);
    playback.node.connect(current.destination);
    return playback;
  }

  push(samples) {
    this.node.port.postMessage({ samples });
  }

  finish() {
    this.node.port.postMessage({ isWhole: true });
  }

  stop() {
    this.node.port.onmessage = null;
    this.node.port.postMessage({ isStopped: true });
    this.node.disconnect();
  }
}

/** A whole file, decoded by the browser. */
export const decodeWhole = async bytes => {
  const buffer = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
  return { samples: buffer.getChannelData(0), rate: buffer.sampleRate };
};
