// What @discordjs/voice makes of speech: the automatic path (demuxProbe) and raw samples.
import { Readable } from 'node:stream';
import { demuxProbe, StreamType } from '@discordjs/voice';
import { check, must, bytesOf, url, key } from './check.mjs';

const speak = query => fetch(`${url}/v1/tts/generate?text=Good+morning.&output=48khz&seed=5&${query}`, {
  headers: { authorization: `Bearer ${key}` } });

await check('@discordjs/voice', 'demuxProbe of opus, 2 channels', async () => {
  const { type } = await demuxProbe(Readable.fromWeb((await speak('format=opus&channels=2')).body));
  must(type === StreamType.OggOpus, type);
  return 'ogg/opus: played without ffmpeg';
});

await check('@discordjs/voice', 'raw samples, 2 channels', async () => {
  const [one, two] = await Promise.all(['1', '2'].map(async channels =>
    bytesOf((await speak(`format=pcm&channels=${channels}`)).body)));
  must(two.length === 2 * one.length, `${one.length} and ${two.length} bytes`);
  for (let at = 0; at < one.length; at += 2) {
    const sample = one.readInt16LE(at);
    must(two.readInt16LE(2 * at) === sample && two.readInt16LE(2 * at + 2) === sample, `sample ${at / 2} differs`);
  }
  return 's16le, 48 kHz, stereo: what StreamType.Raw takes';
});
