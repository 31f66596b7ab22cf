// The @deepgram/sdk package, unmodified: only the environment's addresses and the key are given.
import { DeepgramClient } from '@deepgram/sdk';
import WebSocket from 'ws';
import { createReadStream } from 'node:fs';
import { check, must, mustBeHeard, bytesOf, kindOf, recording, within, url, socketUrl, key } from './check.mjs';

const client = new DeepgramClient({
  apiKey: key, maxRetries: 0,
  environment: { base: url, agent: socketUrl, agentRest: url, production: socketUrl },
});
const [one, two] = [await recording(), await recording('01_rms')];
const deepgram = (feature, run) => check('@deepgram/sdk', feature, run);
const silence = seconds => Buffer.alloc(Math.round(seconds * 16000) * 2);

async function failure(run, status) {
  try {
    await run;
  } catch (error) {
    must(error.statusCode === status, `status ${error.statusCode}, not ${status}: ${error.message}`);
    must(error.body?.err_code && error.body.err_msg && error.body.request_id, `no error: ${JSON.stringify(error.body)}`);
    return error;
  }
  throw new Error(`no failure; ${status} was wanted`);
}

/** Opens a socket of the SDK and keeps what comes in. */
async function open(connecting) {
  const socket = await connecting;
  const messages = [];
  const waiting = [];
  let isClosed = false;
  const look = () => waiting.splice(0).forEach(one => one());
  socket.on('message', message => { messages.push(message); look(); });
  socket.on('close', () => { isClosed = true; look(); });
  socket.on('error', () => {});
  socket.connect();
  await within(60_000, socket.waitForOpen(), 'open');
  const until = (holds, what) => within(60_000, (async () => {
    for (;;) {
      const found = messages.find(holds);
      if (found) {
        return found;
      }
      must(!isClosed, `closed before ${what}: ${JSON.stringify(messages).slice(0, 2000)}`);
      await new Promise(done => waiting.push(done));
    }
  })(), what);
  return { socket, messages, until };
}

const raw = { model: 'nova-3', encoding: 'linear16', sample_rate: 16000 };
const isFinal = message => message.type === 'Results' && message.is_final && message.channel.alternatives[0].transcript;

await deepgram('listen.v1.media.transcribeFile', async () => {
  const answer = await client.listen.v1.media.transcribeFile(createReadStream(one.path), {
    model: 'nova-3', smart_format: true, punctuate: true, utterances: true, diarize: true });
  const best = answer.results.channels[0].alternatives[0];
  mustBeHeard(one.words, best.transcript);
  must(best.words.length >= 5 && best.words[0].end > best.words[0].start && best.confidence > 0, JSON.stringify(best));
  must(answer.results.utterances.length === 1, JSON.stringify(answer.results.utterances));
  must(answer.metadata.duration > 1 && answer.metadata.channels === 1 && /^[0-9a-f]{64}$/.test(answer.metadata.sha256),
    JSON.stringify(answer.metadata));
  must(['punctuate', 'diarize'].every(name => answer.metadata.ignored.includes(name)), JSON.stringify(answer.metadata));
  return 'words, confidence, utterances; what has no meaning stands in metadata.ignored';
});

await deepgram('listen.v1.media.transcribeUrl', async () => {
  const error = await failure(client.listen.v1.media.transcribeUrl({ url: 'http://127.0.0.1/x.wav', model: 'nova-3' }), 400);
  must(error.body.err_msg.includes('STT_URL_HOSTS'), error.body.err_msg);
  return 'refused, unless STT_URL_HOSTS names the host';
});

await deepgram('listen.v1 socket: Results', async () => {
  const { socket, messages, until } = await open(client.listen.v1.connect({ ...raw, interim_results: 'true' }));
  for (let at = 0; at < one.pcm.length; at += 3200) {
    socket.sendMedia(one.pcm.subarray(at, at + 3200));
    await new Promise(done => setTimeout(done, 50));
  }
  socket.sendMedia(silence(1));
  const final = await until(isFinal, 'a final');
  mustBeHeard(one.words, final.channel.alternatives[0].transcript);
  must(final.speech_final && !final.from_finalize && final.channel_index.join() === '0,1', JSON.stringify(final));
  must(final.channel.alternatives[0].words[0].punctuated_word && final.metadata.request_id, JSON.stringify(final));
  must(messages.some(message => message.type === 'Results' && !message.is_final), 'no interim result');
  socket.sendCloseStream({ type: 'CloseStream' });
  await until(message => message.type === 'Metadata', 'Metadata');
  socket.close();
  return 'is_final, speech_final, interim results';
});

await deepgram('listen.v1 socket: Finalize', async () => {
  const { socket, until } = await open(client.listen.v1.connect(raw));
  socket.sendMedia(one.pcm);
  socket.sendFinalize({ type: 'Finalize' });
  const final = await until(message => message.type === 'Results' && message.from_finalize, 'from_finalize');
  must(final.is_final, JSON.stringify(final));
  socket.close();
  return 'from_finalize';
});

await deepgram('listen.v1 socket: SpeechStarted, UtteranceEnd', async () => {
  const { socket, messages, until } = await open(client.listen.v1.connect({
    ...raw, vad_events: 'true', interim_results: 'true', utterance_end_ms: '1000' }));
  socket.sendMedia(Buffer.concat([one.pcm, silence(2)]));
  const end = await until(message => message.type === 'UtteranceEnd', 'UtteranceEnd');
  const started = messages.find(message => message.type === 'SpeechStarted');
  must(started && started.timestamp < end.last_word_end && end.channel.join() === '0,1', JSON.stringify([started, end]));
  must(messages.findIndex(isFinal) < messages.indexOf(end), 'UtteranceEnd before the final');
  socket.close();
  return 'timestamp, last_word_end';
});

await deepgram('listen.v1 socket: KeepAlive, CloseStream, Metadata', async () => {
  const { socket, messages, until } = await open(client.listen.v1.connect({ ...raw, punctuate: 'true', tag: 'x' }));
  socket.sendKeepAlive({ type: 'KeepAlive' });
  socket.sendMedia(one.pcm);
  socket.sendCloseStream({ type: 'CloseStream' });
  const metadata = await until(message => message.type === 'Metadata', 'Metadata');
  must(messages.findIndex(isFinal) >= 0 && metadata.duration > 1 && metadata.request_id, JSON.stringify(messages));
  must(metadata.ignored.join() === 'punctuate,tag', JSON.stringify(metadata));
  socket.close();
  return 'the last final, then Metadata with what was ignored';
});

await deepgram('listen.v1 socket: channels apart', async () => {
  const length = Math.max(one.pcm.length, two.pcm.length);
  const both = Buffer.alloc(2 * length);
  for (let at = 0; at < length; at += 2) {
    both.writeInt16LE(at < one.pcm.length ? one.pcm.readInt16LE(at) : 0, 2 * at);
    both.writeInt16LE(at < two.pcm.length ? two.pcm.readInt16LE(at) : 0, 2 * at + 2);
  }
  const { socket, messages, until } = await open(client.listen.v1.connect({ ...raw, channels: 2, multichannel: 'true' }));
  socket.sendMedia(both);
  socket.sendCloseStream({ type: 'CloseStream' });
  await until(message => message.type === 'Metadata', 'Metadata');
  for (const [channel, spoken] of [one, two].entries()) {
    const heard = messages.filter(isFinal).filter(message => message.channel_index[0] === channel);
    mustBeHeard(spoken.words, heard.map(message => message.channel.alternatives[0].transcript).join(' '));
  }
  socket.close();
  return 'channel_index';
});

await deepgram("listen.v1 socket as a browser opens it: protocols ['token', key]", async () => {
  const socket = new WebSocket(`${socketUrl}/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000`, ['token', key]);
  await within(60_000, new Promise((done, failed) => { socket.on('open', done); socket.on('error', failed); }), 'open');
  must(socket.protocol === 'token', socket.protocol);
  socket.close();
  return 'the sub-protocol is echoed';
});

await deepgram('speak.v1.audio.generate', async () => {
  const kinds = [];
  for (const body of [{}, { encoding: 'linear16', container: 'wav', sample_rate: 16000 }, { encoding: 'linear16', container: 'none' },
    { encoding: 'opus' }, { encoding: 'flac' }]) {
    const answer = await client.speak.v1.audio.generate({ text: 'Good morning.', model: 'aura-2-thalia-en', ...body });
    kinds.push(kindOf(Buffer.from(await answer.arrayBuffer())));
  }
  must(kinds.join() === 'mp3,wav,raw,opus,flac', kinds.join());
  const mulaw = await client.speak.v1.audio.generate({ text: 'Good morning.', encoding: 'mulaw', container: 'none' });
  must((await mulaw.arrayBuffer()).byteLength > 4000, 'no mulaw');
  await failure(client.speak.v1.audio.generate({ text: 'Hi.', encoding: 'aac' }), 400);
  await failure(client.speak.v1.audio.generate({ text: 'Hi.', model: 'nobody' }), 400);
  return 'mp3, linear16 (wav, none), opus, flac, mulaw; aac is a 400';
});

await deepgram('speak.v1 socket', async () => {
  const { socket, messages, until } = await open(client.speak.v1.connect({
    model: 'aura-2-thalia-en', encoding: 'linear16', sample_rate: 16000 }));
  const said = 'Can you tell me where the nearest bank is?';
  socket.sendText({ type: 'Speak', text: said });
  socket.sendFlush({ type: 'Flush' });
  await until(message => message.type === 'Flushed' && message.sequence_id === 0, 'Flushed');
  must(messages.find(message => message.type === 'Metadata')?.request_id, 'no Metadata');
  const parts = messages.filter(message => message.type === undefined || message instanceof Blob || message instanceof ArrayBuffer);
  const audio = Buffer.concat(await Promise.all(parts.map(async part => Buffer.from(await new Response(part).arrayBuffer()))));
  must(audio.length > 32000, `${audio.length} bytes of audio`);
  const heard = await client.listen.v1.media.transcribeFile(audio, { model: 'nova-3', encoding: 'linear16', sample_rate: 16000 });
  mustBeHeard(said, heard.results.channels[0].alternatives[0].transcript);
  socket.sendText({ type: 'Speak', text: 'This is not to be heard at all.' });
  socket.sendClear({ type: 'Clear' });
  await until(message => message.type === 'Cleared', 'Cleared');
  socket.sendClose({ type: 'Close' });
  socket.close();
  return 'audio, Metadata, Flushed, Cleared; what it says is heard again';
});

await deepgram('a key that is wrong', async () => {
  const stranger = new DeepgramClient({ apiKey: 'wrong', maxRetries: 0, environment: { base: url, production: socketUrl } });
  const asking = stranger.speak.v1.audio.generate({ text: 'Hi.' });
  await (key === 'any' ? asking : failure(asking, 401));
  return '401';
});
process.exit(process.exitCode ?? 0);
