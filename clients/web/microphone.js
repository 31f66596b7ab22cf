// The microphone, at a rate that both the browser and the server can do.

const BlockSeconds = 0.04;

/** Sentences for what browsers refuse with names. */
const reasons = {
  NotAllowedError: 'The browser does not let this page use the microphone. Allow it beside the address, then try again.',
  NotFoundError: 'There is no microphone.',
  NotReadableError: 'Another program holds the microphone.',
  OverconstrainedError: 'That microphone is not there any more.',
};

export class Microphone {
  /**
   * @param {string} device Of the browser's list; empty for its choice.
   * @param {(block: { pcm: ArrayBuffer, level: number }) => void} onblock 40 ms of signed 16 bit samples.
   * @param {() => void} onend The device was taken away.
   */
  static async open(device, onblock, onend) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error('Browsers give the microphone only to pages of localhost or of https. Recordings can be dropped here all the same.');
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          deviceId: device ? { exact: device } : undefined,
          channelCount: 1,
          // What the page itself speaks is not to be heard; all else is left as it is, for the recogniser to judge.
          echoCancellation: true,
          noiseSuppression: false,
          autoGainControl: false,
        },
      });
    } catch (error) {
      throw new Error(reasons[error.name] ?? `The microphone does not start: ${error.message}`);
    }
    const microphone = new Microphone(stream);
    try {
      await microphone.start(onblock, onend);
      return microphone;
    } catch (error) {
      microphone.close();
      throw error;
    }
  }

  constructor(stream) {
    this.stream = stream;
  }

  async start(onblock, onend) {
    // Some browsers do not connect a stream to a context of another rate: then theirs is sent, and the server makes 16 kHz of it.
    for (const sampleRate of [16000, undefined, 48000]) {
      const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
      try {
        this.source = context.createMediaStreamSource(this.stream);
        this.context = context;
        break;
      } catch {
        await context.close();
      }
    }
    if (!this.context) {
      throw new Error('The browser does not connect the microphone.');
    }
    this.rate = this.context.sampleRate;
    await this.context.audioWorklet.addModule(new URL('capture-worklet.js', import.meta.url));
    this.node = new AudioWorkletNode(this.context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { samples: Math.round(this.rate * BlockSeconds) },
    });
    this.node.port.onmessage = ({ data }) => onblock(data);
    this.stream.getAudioTracks()[0].addEventListener('ended', onend);
    this.source.connect(this.node);
    await this.context.resume();
  }

  close() {
    for (const track of this.stream.getTracks()) {
      track.stop();
    }
    if (this.node) {
      this.node.port.onmessage = null;
      this.source.disconnect();
    }
    if (this.context?.state !== 'closed') {
      this.context?.close();
    }
  }
}
