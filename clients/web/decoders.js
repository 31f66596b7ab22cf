// From the bytes of a response to samples, while they come. Each decoder: push(bytes) → samples, finish() → samples, rate.
// Formats that need the whole file, or that this browser does not take in pieces, are not here.

import { CodecDecoder, Mp3Frames, OggPackets } from './packets.js';

const Nothing = new Float32Array(0);

/** Signed 16 bit, little-endian, cut anywhere. */
class Pcm {
  constructor(rate) {
    this.rate = rate;
    this.odd = new Uint8Array(0);
  }

  push(bytes) {
    const all = new Uint8Array(this.odd.length + bytes.length);
    all.set(this.odd);
    all.set(bytes, this.odd.length);
    const count = all.length >> 1;
    this.odd = all.slice(count * 2);
    const view = new DataView(all.buffer);
    return Float32Array.from({ length: count }, (_, index) => view.getInt16(index * 2, true) / 32768);
  }

  finish() {
    return Nothing;
  }
}

/** RIFF with 16 bit samples; its lengths are not believed, because a stream does not know its own. */
class Wav extends Pcm {
  constructor(rate) {
    super(rate);
    this.head = new Uint8Array(0);
  }

  push(bytes) {
    if (!this.head) {
      return super.push(bytes);
    }
    const all = new Uint8Array(this.head.length + bytes.length);
    all.set(this.head);
    all.set(bytes, this.head.length);
    this.head = all;
    const view = new DataView(all.buffer);
    let at = 12;
    while (at + 8 <= all.length) {
      const name = String.fromCharCode(...all.subarray(at, at + 4));
      if (name === 'fmt ' && at + 16 <= all.length) {
        this.rate = view.getUint32(at + 12, true);
      }
      if (name === 'data') {
        this.head = undefined;
        return super.push(all.subarray(at + 8));
      }
      at += 8 + view.getUint32(at + 4, true);
    }
    return Nothing;
  }
}

/** G.711: eight bits a sample. */
class G711 {
  constructor(rate, table) {
    this.rate = rate;
    this.table = table;
  }

  push(bytes) {
    return Float32Array.from(bytes, byte => this.table[byte]);
  }

  finish() {
    return Nothing;
  }
}

const muLaw = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + 0x84 << (code >> 4 & 7)) - 0x84;
  return (code & 0x80 ? -magnitude : magnitude) / 32768;
});

const aLaw = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const exponent = code >> 4 & 7;
  const mantissa = code & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : (mantissa << 4) + 0x108 << exponent - 1;
  return (code & 0x80 ? magnitude : -magnitude) / 32768;
});

/** The decoder of a format; undefined where this browser has to have the whole file. */
export const decoderFor = async (format, rate) => {
  switch (format) {
    case 'pcm':
      return new Pcm(rate);
    case 'wav':
      return new Wav(rate);
    case 'mulaw':
      return new G711(rate, muLaw);
    case 'alaw':
      return new G711(rate, aLaw);
    case 'opus':
      return await CodecDecoder.open({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1 }, new OggPackets());
    case 'mp3':
      return await CodecDecoder.open({ codec: 'mp3', sampleRate: rate, numberOfChannels: 1 }, new Mp3Frames());
    default:
      return undefined;
  }
};
