// Runs checks against STREAM_SERVER_URL and prints one line for each: "ok<TAB>client<TAB>feature<TAB>what was seen".
// node openai.mjs            all of them
// node openai.mjs models     those whose feature has "models" in it
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const url = (process.env.STREAM_SERVER_URL ?? 'http://127.0.0.1:8000').replace(/\/$/, '');
export const key = process.env.STREAM_SERVER_KEY ?? 'any';
export const socketUrl = url.replace(/^http/, 'ws');

const recordings = process.env.RECORDINGS ?? join(
  dirname(fileURLToPath(import.meta.url)), '..', 'StreamServer.FunctionalTests', 'Recordings');
const wanted = process.argv[2]?.toLowerCase();

export async function check(client, feature, run) {
  if (wanted && !feature.toLowerCase().includes(wanted)) {
    return;
  }

  try {
    const seen = await within(120_000, run(), feature);
    console.log(`ok\t${client}\t${feature}\t${seen}`);
  } catch (error) {
    console.log(`FAILED\t${client}\t${feature}\t${error?.stack ?? error}`);
    process.exitCode = 1;
  }
}

export function must(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}

export async function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A recording of the repository: its WAV file, its samples (s16le, 16 kHz, mono) and its words. */
export async function recording(name = '00_slt') {
  const wav = await readFile(join(recordings, `${name}.wav`));
  const words = (await readFile(join(recordings, `${name}.txt`), 'utf8')).trim();
  const data = wav.indexOf('data', 12, 'latin1') + 8;
  return { wav, pcm: wav.subarray(data), words, path: join(recordings, `${name}.wav`) };
}

const plain = text => text.toLowerCase().replace(/[^\p{L}\p{N}' ]/gu, '').split(/\s+/).filter(Boolean);

/** Share of the spoken words that were not heard as they are. */
export function wordErrors(spoken, heard) {
  const [a, b] = [plain(spoken), plain(heard)];
  let row = b.map((_, i) => i + 1);
  row.unshift(0);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] / a.length;
}

/** The words are those that were spoken, save for one in five: the bundled recogniser is small. */
export function mustBeHeard(spoken, heard) {
  must(wordErrors(spoken, heard) <= 0.2, `spoken "${spoken}", heard "${heard}"`);
}

export async function bytesOf(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

/** Container of some bytes by what they begin with. */
export function kindOf(bytes) {
  const start = bytes.subarray(0, 4).toString('latin1');
  return start === 'RIFF' ? 'wav' : start === 'OggS' ? 'opus' : start === 'fLaC' ? 'flac'
    : bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0 ? 'mp3' : 'raw';
}
