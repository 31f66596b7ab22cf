// The @elevenlabs/elevenlabs-js package, unmodified: only baseUrl and apiKey are given.
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { createReadStream } from 'node:fs';
import { check, must, mustBeHeard, bytesOf, kindOf, recording, url, key } from './check.mjs';

const client = new ElevenLabsClient({ baseUrl: url, environment: url, apiKey: key, maxRetries: 0 });
const one = await recording();
const eleven = (feature, run) => check('@elevenlabs/elevenlabs-js', feature, run);
const george = 'JBFqnCBsd6RMkjVDRZzb';
const said = 'Can you tell me where the nearest bank is?';

async function failure(run, status) {
  try {
    await run;
  } catch (error) {
    must(error.statusCode === status, `status ${error.statusCode}, not ${status}: ${error.message}`);
    must(error.body?.detail?.status && error.body.detail.message, `no detail: ${JSON.stringify(error.body)}`);
    return error;
  }
  throw new Error(`no failure; ${status} was wanted`);
}

function mustBeAligned(alignment, text, seconds) {
  const { characters, characterStartTimesSeconds: starts, characterEndTimesSeconds: ends } = alignment;
  must(characters.join('') === text, characters.join(''));
  must(starts.length === text.length && ends.length === text.length, `${starts.length} and ${ends.length} times`);
  must(starts.every((start, i) => start <= ends[i] + 1e-6 && (i === 0 || start >= starts[i - 1] - 1e-6)), JSON.stringify(alignment));
  must(ends.at(-1) > 1 && ends.at(-1) <= seconds + 0.01, `the last ends at ${ends.at(-1)} of ${seconds} s`);
}

await eleven('textToSpeech.convert', async () => {
  const kinds = [];
  for (const outputFormat of [undefined, 'mp3_22050_32', 'opus_48000_64', 'pcm_16000', 'ulaw_8000']) {
    const audio = await client.textToSpeech.convert(george, { text: 'Good morning.', modelId: 'eleven_multilingual_v2', outputFormat });
    const bytes = await bytesOf(audio);
    must(bytes.length > 3000, `${bytes.length} bytes of ${outputFormat}`);
    kinds.push(outputFormat === 'ulaw_8000' ? 'ulaw' : kindOf(bytes));
  }
  must(kinds.join() === 'mp3,mp3,opus,raw,ulaw', kinds.join());
  await failure(client.textToSpeech.convert('nobody', { text: 'Hi.' }), 404);
  return 'mp3, opus, pcm, ulaw; voices by their own names and by ElevenLabs\' ids';
});

await eleven('textToSpeech.convert seed, voiceSettings', async () => {
  const speak = async (seed, speed) => client.textToSpeech.convert(george, {
    text: said, seed, outputFormat: 'pcm_16000', voiceSettings: { stability: 0.5, speed } }).withRawResponse();
  const [a, b, c] = [await speak(7, 1), await speak(7, 1), await speak(7, 0.8)];
  const [x, y, z] = [await bytesOf(a.data), await bytesOf(b.data), await bytesOf(c.data)];
  must(x.equals(y), 'the same seed differs');
  must(Math.abs(z.length / x.length - 1.25) < 0.01, `${x.length} and ${z.length} bytes`);
  must(a.rawResponse.headers.get('x-ignored')?.includes('voice_settings.stability'), a.rawResponse.headers.get('x-ignored'));
  return 'the same bytes again; speed; the others told in X-Ignored';
});

await eleven('textToSpeech.stream', async () => {
  const bytes = await bytesOf(await client.textToSpeech.stream(george, { text: said, outputFormat: 'pcm_16000' }));
  const heard = await client.speechToText.convert({ file: new Blob([bytes]), modelId: 'scribe_v1', fileFormat: 'pcm_s16le_16' });
  mustBeHeard(said, heard.text);
  return 'the words that were written';
});

await eleven('textToSpeech.convertWithTimestamps', async () => {
  const text = 'It costs $5, and the bank is near.';
  const answer = await client.textToSpeech.convertWithTimestamps(george, { text, seed: 3, outputFormat: 'pcm_16000' });
  const seconds = Buffer.from(answer.audioBase64, 'base64').length / 32000;
  mustBeAligned(answer.alignment, text, seconds);
  const spoken = answer.normalizedAlignment.characters.join('');
  must(/five dollars/i.test(spoken), spoken);
  mustBeAligned(answer.normalizedAlignment, spoken, seconds);
  return 'the time of each character, as it was written and as it is said';
});

await eleven('textToSpeech.streamWithTimestamps', async () => {
  const parts = [];
  for await (const part of await client.textToSpeech.streamWithTimestamps(george, { text: said, outputFormat: 'pcm_16000' })) {
    parts.push(part);
  }
  const audio = Buffer.concat(parts.map(part => Buffer.from(part.audioBase64, 'base64')));
  must(parts.length > 1 && audio.length > 32000, `${parts.length} parts, ${audio.length} bytes`);
  must(parts.filter(part => part.alignment).flatMap(part => part.alignment.characters).join('').includes('nearest'), JSON.stringify(parts.at(-1)));
  return 'audio as it is made, the times behind it';
});

await eleven('voices', async () => {
  const first = await client.voices.getAll();
  const second = await client.voices.search();
  must(first.voices.length > 0 && second.voices.length === first.voices.length && second.hasMore === false, JSON.stringify(second));
  const voice = first.voices[0];
  must((await client.voices.get(voice.voiceId)).name === voice.name, voice.voiceId);
  await bytesOf(await client.textToSpeech.convert(voice.voiceId, { text: 'Hello.' }));
  return '/v1/voices, /v2/voices, one voice';
});

await eleven('speechToText.convert', async () => {
  const answer = await client.speechToText.convert({ file: createReadStream(one.path), modelId: 'scribe_v1', languageCode: 'eng', diarize: false });
  mustBeHeard(one.words, answer.text);
  must(answer.languageCode === 'en' && answer.words.some(word => word.type === 'spacing'), JSON.stringify(answer));
  must(answer.words.filter(word => word.type === 'word').every(word => word.end > word.start && word.logprob <= 0), JSON.stringify(answer.words));
  await failure(client.speechToText.convert({ file: new Blob(['no audio at all']), modelId: 'scribe_v1' }), 400);
  return 'text, words with times and logprob, language';
});

await eleven('models.list', async () => {
  const models = await client.models.list();
  must(models.length > 0 && models[0].canDoTextToSpeech && models[0].languages.length > 0, JSON.stringify(models));
  return 'the models that speak';
});
process.exit(process.exitCode ?? 0);
