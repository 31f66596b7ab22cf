// Compressed speech in pieces: packets are found here, and decoded by the browser's own codecs (WebCodecs).

const append = (left, right) => {
  const all = new Uint8Array(left.length + right.length);
  all.set(left);
  all.set(right, left.length);
  return all;
};

const join = list => {
  const all = new Float32Array(list.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const samples of list) {
    all.set(samples, at);
    at += samples.length;
  }
  return all;
};

/** Packets of an Ogg stream (RFC 3533) of Opus (RFC 7845). */
export class OggPackets {
  #bytes = new Uint8Array(0);
  #open = new Uint8Array(0);
  #count = 0;

  /** Samples at 48 kHz to leave out at the front. */
  skip = 0;

  /** Samples at 48 kHz in all, the front too, as the last page says. */
  length = Infinity;

  push(bytes) {
    this.#bytes = append(this.#bytes, bytes);
    const packets = [];
    for (let page; (page = this.#page());) {
      packets.push(...page);
    }
    return packets;
  }

  #page() {
    const bytes = this.#bytes;
    if (bytes.length < 27 || bytes.length < 27 + bytes[26]) {
      return undefined;
    }
    const lacing = bytes.subarray(27, 27 + bytes[26]);
    const size = 27 + lacing.length + lacing.reduce((sum, value) => sum + value, 0);
    if (bytes.length < size) {
      return undefined;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (bytes[5] & 4) {
      this.length = Number(view.getBigInt64(6, true));
    }
    const packets = [];
    let at = 27 + lacing.length;
    for (const value of lacing) {
      this.#open = append(this.#open, bytes.subarray(at, at + value));
      at += value;
      if (value < 255) {
        this.#packet(this.#open, packets);
        this.#open = new Uint8Array(0);
      }
    }
    this.#bytes = bytes.slice(size);
    return packets;
  }

  /** The first two are OpusHead and OpusTags. */
  #packet(packet, packets) {
    const index = this.#count++;
    if (index === 0) {
      this.skip = packet[10] | packet[11] << 8;
    } else if (index > 1) {
      packets.push(packet);
    }
  }
}

const BitRates = [
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const Rates = [44100, 48000, 32000];

/** Frames of MPEG audio, layer III (ISO 11172-3, 13818-3 and "2.5"). */
export class Mp3Frames {
  #bytes = new Uint8Array(0);

  skip = 0;
  length = Infinity;

  push(bytes) {
    this.#bytes = append(this.#bytes, bytes);
    const frames = [];
    let at = 0;
    while (at + 10 <= this.#bytes.length) {
      const size = this.#size(at);
      if (size > 0 && at + size > this.#bytes.length) {
        break;
      }
      if (size > 0 && this.#bytes[at] === 0xff) {
        frames.push(this.#bytes.slice(at, at + size));
      }
      at += size || 1;
    }
    this.#bytes = this.#bytes.slice(at);
    return frames;
  }

  /** Bytes of the frame, or of the ID3 tag, that begins there; 0 when none does. */
  #size(at) {
    const [first, second, third, , , , ...size] = this.#bytes.subarray(at, at + 10);
    if (first === 0x49 && second === 0x44 && third === 0x33) {
      return 10 + size.reduce((sum, value) => sum << 7 | value & 0x7f, 0);
    }
    const version = second >> 3 & 3;
    const [bitRate, rate] = [third >> 4, third >> 2 & 3];
    if (first !== 0xff || (second & 0xe6) !== 0xe2 || version === 1 || bitRate === 0 || bitRate === 15 || rate === 3) {
      return 0;
    }
    const isFull = version === 3;
    const hertz = Rates[rate] / (isFull ? 1 : version === 2 ? 2 : 4);
    return Math.floor((isFull ? 144000 : 72000) * BitRates[isFull ? 1 : 0][bitRate] / hertz) + (third >> 1 & 1);
  }
}

/** Packets through the browser's decoder, in order. */
export class CodecDecoder {
  static async open(config, packets) {
    if (!globalThis.AudioDecoder || !(await AudioDecoder.isConfigSupported(config).catch(() => ({}))).supported) {
      return undefined;
    }
    const decoder = new CodecDecoder();
    decoder.packets = packets;
    decoder.rate = config.sampleRate;
    decoder.ready = [];
    decoder.given = 0;
    decoder.codec = new AudioDecoder({
      output: data => decoder.#take(data),
      error: error => { decoder.failure = error; },
    });
    decoder.codec.configure(config);
    return decoder;
  }

  #take(data) {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    data.close();
    const from = Math.max(0, this.packets.skip - this.given);
    const until = Math.min(samples.length, this.packets.length - this.given);
    this.given += samples.length;
    if (until > from) {
      this.ready.push(samples.subarray(from, until));
    }
  }

  #collect() {
    if (this.failure) {
      throw this.failure;
    }
    return join(this.ready.splice(0));
  }

  async push(bytes) {
    for (const data of this.packets.push(bytes)) {
      this.codec.decode(new EncodedAudioChunk({ type: 'key', timestamp: 0, data }));
    }
    // What it has done of earlier pieces; these come with the next.
    await new Promise(resolve => setTimeout(resolve));
    return this.#collect();
  }

  async finish() {
    await this.codec.flush();
    this.codec.close();
    return this.#collect();
  }
}
