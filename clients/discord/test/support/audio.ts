import { createRequire } from 'node:module';

interface Codec {
  encode(pcm: Buffer, frameSize: number): Buffer;
  decode(packet: Buffer): Buffer;
  delete(): void;
}
const OpusScript = createRequire(import.meta.url)('opusscript') as {
  new (rate: number, channels: number, application: number): Codec;
  Application: { AUDIO: number };
};

/** Samples in 20 ms of 48 kHz. */
const frame = 960;

/** Cuts what is silent after the last word, so that its end is the end of speech. */
export function withoutTail(wav: Buffer): Buffer {
  const { channels, samples } = readWav(wav);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  let last = samples.length - 1;
  while (last > 0 && Math.abs(samples[last]!) < loudest / 50) last--;
  const dropped = (samples.length - 1 - last - ((samples.length - 1 - last) % channels)) * 2;
  return wav.subarray(0, wav.length - dropped);
}

/** A recording as Discord's clients send it: 20 ms packets of 48 kHz stereo. */
export function wavToPackets(wav: Buffer): Buffer[] {
  const { rate, channels, samples } = readWav(wav);
  const length = Math.floor(((samples.length / channels) * 48_000) / rate);
  const stereo = Buffer.alloc(Math.ceil(length / frame) * frame * 4);
  for (let index = 0; index < length; index++) {
    const at = (index * rate) / 48_000;
    const before = Math.floor(at);
    for (let channel = 0; channel < 2; channel++) {
      const from = channel % channels;
      const left = samples[before * channels + from]!;
      const right = samples[Math.min(before + 1, samples.length / channels - 1) * channels + from]!;
      stereo.writeInt16LE(Math.round(left + (right - left) * (at - before)), (index * 2 + channel) * 2);
    }
  }
  const encoder = new OpusScript(48_000, 2, OpusScript.Application.AUDIO);
  const packets: Buffer[] = [];
  for (let at = 0; at < stereo.length; at += frame * 4) packets.push(Buffer.from(encoder.encode(stereo.subarray(at, at + frame * 4), frame)));
  encoder.delete();
  return packets;
}

/** What a listener hears of packets, 48 kHz stereo s16le. */
export function packetsToPcm(packets: readonly Buffer[]): Buffer {
  const decoder = new OpusScript(48_000, 2, OpusScript.Application.AUDIO);
  const pcm = packets.map((packet) => Buffer.from(decoder.decode(packet)));
  decoder.delete();
  return Buffer.concat(pcm);
}

export function pcmToWav(pcm: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(192_000, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}

/** The greatest sample, of full scale. */
export function peak(pcm: Buffer): number {
  let most = 0;
  for (let at = 0; at + 1 < pcm.length; at += 2) most = Math.max(most, Math.abs(pcm.readInt16LE(at)));
  return most / 32_768;
}

function readWav(wav: Buffer): { rate: number; channels: number; samples: Int16Array } {
  if (wav.toString('latin1', 0, 4) !== 'RIFF') throw new Error('This is no WAV file.');
  let rate = 0;
  let channels = 0;
  for (let at = 12; at + 8 <= wav.length; ) {
    const id = wav.toString('latin1', at, at + 4);
    const size = Math.min(wav.readUInt32LE(at + 4), wav.length - at - 8);
    if (id === 'fmt ') {
      channels = wav.readUInt16LE(at + 10);
      rate = wav.readUInt32LE(at + 12);
      if (wav.readUInt16LE(at + 22) !== 16) throw new Error('A WAV file of 16 bit is wanted.');
    } else if (id === 'data') {
      const bytes = wav.subarray(at + 8, at + 8 + size - (size % (2 * channels)));
      return { rate, channels, samples: new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('The WAV file has no samples.');
}
