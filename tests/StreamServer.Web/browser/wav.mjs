// Signed 16 bit mono, in memory.

/** Samples (−1…1) as a RIFF file. */
export const wavOf = (samples, rate) => {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => bytes.writeInt16LE(Math.round(sample * 32767), 44 + index * 2));
  return bytes;
};

/** Signed 16 bit, little-endian, as numbers. */
export const samplesOf = bytes => {
  const view = new DataView(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  return Float64Array.from({ length: view.byteLength >> 1 }, (_, index) => view.getInt16(index * 2, true) / 32768);
};

export const silence = (seconds, rate) => new Float64Array(Math.round(seconds * rate));

export const join = (...parts) => Float64Array.from(parts.flatMap(part => [...part]));
