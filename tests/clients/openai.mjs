// The openai package, unmodified: only baseURL and apiKey are given.
import OpenAI, { toFile } from 'openai';
import { createReadStream } from 'node:fs';
import { check, must, mustBeHeard, bytesOf, kindOf, recording, url, key } from './check.mjs';

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const one = await recording();
const openai = (feature, run) => check('openai', feature, run);
const speech = body => client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Good morning.', ...body });
const text = file => client.audio.transcriptions.create({ file, model: 'whisper-1' });

async function failure(run, status) {
  try {
    await run;
  } catch (error) {
    must(error.status === status, `status ${error.status}, not ${status}: ${error.message}`);
    must(error.error?.message && error.error.type && error.error.code, `no error object: ${JSON.stringify(error.error)}`);
    return error;
  }
  throw new Error(`no failure; ${status} was wanted`);
}

for (const format of ['mp3', 'opus', 'flac', 'wav', 'pcm']) {
  await openai(`audio.speech ${format}`, async () => {
    const bytes = Buffer.from(await (await speech({ response_format: format })).arrayBuffer());
    must(kindOf(bytes) === (format === 'pcm' ? 'raw' : format), `begins with ${bytes.subarray(0, 4).toString('hex')}`);
    must(bytes.length > 1000, `${bytes.length} bytes`);
    return format === 'pcm' ? 's16le, 24 kHz' : 'its container';
  });
}

await openai('audio.speech is heard again', async () => {
  const said = 'Can you tell me where the nearest bank is?';
  const audio = await speech({ input: said, response_format: 'wav', seed: 7 });
  const heard = await text(await toFile(Buffer.from(await audio.arrayBuffer()), 'speech.wav'));
  mustBeHeard(said, heard.text);
  return 'the words that were written';
});

await openai('audio.speech streamed', async () => {
  const answer = await speech({ input: 'She forgot her umbrella on the train again. She forgot it twice.', response_format: 'pcm' });
  let pieces = 0;
  for await (const piece of answer.body) {
    pieces += piece.length > 0 ? 1 : 0;
  }
  must(pieces > 1, `${pieces} piece`);
  return 'several pieces';
});

await openai('audio.speech stream_format sse', async () => {
  const answer = await speech({ stream_format: 'sse' });
  const events = (await answer.text()).split('\n\n').filter(Boolean).map(line => JSON.parse(line.replace(/^data: /, '')));
  must(events.at(-1).type === 'speech.audio.done' && events.at(-1).usage.total_tokens > 0, JSON.stringify(events.at(-1)));
  must(events.some(event => event.type === 'speech.audio.delta' && event.audio), 'no audio');
  return 'speech.audio.delta, speech.audio.done';
});

await openai('audio.speech seed', async () => {
  const [a, b, c] = await Promise.all([7, 7, 8].map(async seed =>
    Buffer.from(await (await speech({ seed, response_format: 'pcm' })).arrayBuffer())));
  must(a.equals(b) && !a.equals(c), 'the same seed differs, or another one does not');
  return 'the same bytes again';
});

await openai('audio.speech stream: false', async () => {
  const answer = await speech({ stream: false, response_format: 'wav' });
  must(Number(answer.headers.get('content-length')) > 1000, 'no Content-Length');
  return 'Content-Length';
});

await openai('audio.speech speed 0.25 and 4', async () => {
  const length = async speed => Buffer.from(
    await (await speech({ speed, seed: 3, response_format: 'pcm' })).arrayBuffer()).length / 48000;
  const [slow, usual, fast] = [await length(0.25), await length(1), await length(4)];
  must(Math.abs(slow / usual - 4) < 0.05 && Math.abs(usual / fast - 4) < 0.1, `${slow} s, ${usual} s, ${fast} s`);
  return 'four times as long, a quarter as long';
});

await openai('audio.speech members without a meaning here', async () => {
  const answer = await speech({ instructions: 'Cheerfully.', user: 'ada', language: 'en', lang_code: 'a', volume_multiplier: 2 });
  const ignored = answer.headers.get('x-ignored');
  must(ignored === 'instructions, user, language, lang_code, volume_multiplier', `X-Ignored: ${ignored}`);
  return 'told in X-Ignored';
});

await openai('audio.speech model aliases', async () => {
  const names = await Promise.all(['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'].map(async model =>
    (await speech({ model })).headers.get('x-model')));
  must(new Set(names).size === 1 && names[0], names.join());
  await failure(speech({ model: 'kokoro' }), 404);
  return 'X-Model tells which model spoke; another name is a 404';
});

await openai('audio.speech aac', async () => {
  const error = await failure(speech({ response_format: 'aac' }), 400);
  must(error.param === 'response_format', error.param);
  return '400 that names response_format';
});

for (const format of ['json', 'text', 'verbose_json', 'srt', 'vtt']) {
  await openai(`audio.transcriptions ${format}`, async () => {
    const answer = await client.audio.transcriptions.create({
      file: createReadStream(one.path), model: 'whisper-1', response_format: format,
      timestamp_granularities: format === 'verbose_json' ? ['word', 'segment'] : undefined });
    const whole = typeof answer === 'string' ? answer : answer.text;
    if (format === 'verbose_json') {
      must(answer.words.length >= 5 && answer.segments.length === 1 && answer.duration > 1 && answer.language === 'english',
        JSON.stringify(answer));
    }
    mustBeHeard(one.words, whole.replace(/WEBVTT|\d\d:\S+|-->|^\d+$/gm, ''));
    return 'the words that were spoken';
  });
}

await openai('audio.transcriptions stream', async () => {
  const events = [];
  for await (const event of await client.audio.transcriptions.create({ file: createReadStream(one.path), model: 'gpt-4o-transcribe', stream: true })) {
    events.push(event);
  }
  must(events[0].type === 'transcript.text.delta' && events.at(-1).type === 'transcript.text.done', JSON.stringify(events));
  mustBeHeard(one.words, events.at(-1).text);
  return 'transcript.text.delta, transcript.text.done';
});

await openai('audio.transcriptions members without a meaning here', async () => {
  const { data, response } = await client.audio.transcriptions.create({
    file: createReadStream(one.path), model: 'whisper-1', prompt: 'Music.', temperature: 0, include: ['logprobs'],
    chunking_strategy: 'auto' }).withResponse();
  mustBeHeard(one.words, data.text);
  must(/prompt/.test(response.headers.get('x-ignored') ?? ''), `X-Ignored: ${response.headers.get('x-ignored')}`);
  return 'told in X-Ignored';
});

await openai('audio.transcriptions diarized_json', async () => {
  const error = await failure(client.audio.transcriptions.create({
    file: createReadStream(one.path), model: 'gpt-4o-transcribe-diarize', response_format: 'diarized_json' }), 400);
  must(error.param === 'response_format' && error.message.includes('diarized_json'), error.message);
  return '400 that names it';
});

await openai('audio.translations', async () => {
  const error = await failure(client.audio.translations.create({ file: createReadStream(one.path), model: 'whisper-1' }), 400);
  must(/translate/.test(error.message), error.message);
  return '400: no model translates';
});

await openai('models.list', async () => {
  const models = (await client.models.list()).data;
  must(models.length > 0 && models.every(model => model.installed && model.object === 'model'), JSON.stringify(models));
  return 'installed models only';
});

await openai('models.retrieve', async () => {
  const listed = (await client.models.list()).data[0].id;
  must((await client.models.retrieve(listed)).id === listed, listed);
  for (const alias of ['tts-1', 'gpt-4o-mini-tts', 'whisper-1', 'gpt-4o-transcribe']) {
    const model = await client.models.retrieve(alias);
    must(model.id === alias && model.resolves_to && model.resolves_to !== alias, JSON.stringify(model));
  }
  await failure(client.models.retrieve('gpt-9'), 404);
  return 'ids and aliases, with what they stand for';
});

await openai('errors under /v1', async () => {
  await failure(client.get('/nothing/here'), 404);
  await failure(client.delete('/models'), 405);
  await failure(client.get('/tts/normalize'), 405);
  await failure(client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }), 404);
  const error = await failure(speech({ input: '' }), 400);
  must(error.param === 'input', error.param);
  return '404, 405 and 400 with an error object';
});

await openai('a speech address (GET)', async () => {
  const address = `${url}/v1/audio/speech?input=Good+morning.&voice=alloy&seed=5`;
  const headers = { authorization: `Bearer ${key}` };
  const first = await fetch(address, { headers });
  must(first.status === 200 && first.headers.get('content-type') === 'audio/mpeg', `${first.status}`);
  must(/max-age=[1-9]/.test(first.headers.get('cache-control')), first.headers.get('cache-control'));
  must(kindOf(await bytesOf(first.body)) === 'mp3', 'no mp3');
  const again = await fetch(address, { headers: { ...headers, 'if-none-match': first.headers.get('etag') } });
  must(again.status === 304, `${again.status}`);
  const generate = await fetch(`${url}/v1/tts/generate?text=Good+morning.&format=mp3`, { headers });
  must(generate.status === 200 && generate.headers.get('cache-control') === 'no-store', generate.headers.get('cache-control'));
  await generate.arrayBuffer();
  const inAddress = await fetch(`${url}/v1/tts/generate?text=Good+morning.&format=mp3&api_key=${encodeURIComponent(key)}`);
  must(inAddress.status === 200, `key in the address: ${inAddress.status}`);
  await inAddress.arrayBuffer();
  return 'mp3; with a seed it may be kept, and 304 when it is';
});
