// Clients of the older servers: vosk-server's test.py and the Parakeet server's, message for message, with the ws package.
import WebSocket from 'ws';
import { check, must, mustBeHeard, recording, within, socketUrl, key } from './check.mjs';

const one = await recording();
const headers = { authorization: `Bearer ${key}` };

/** Opens a socket; next() is the next message. */
async function open(path, protocols = []) {
  const socket = new WebSocket(socketUrl + path, protocols, { headers });
  const [messages, waiting] = [[], []];
  let closed = null;
  socket.on('message', data => { messages.push(JSON.parse(data)); waiting.shift()?.(); });
  socket.on('close', code => { closed = code; waiting.splice(0).forEach(one => one()); });
  await within(60_000, new Promise((done, failed) => { socket.on('open', done); socket.on('error', failed); }), 'open');
  const next = () => within(60_000, (async () => {
    while (messages.length === 0) {
      must(closed === null, `closed with ${closed}`);
      await new Promise(done => waiting.push(done));
    }
    return messages.shift();
  })(), 'a message');
  const end = () => within(60_000, (async () => {
    while (closed === null) {
      await new Promise(done => waiting.push(done));
    }
    return closed;
  })(), 'the close');
  return { socket, next, end, messages };
}

await check('vosk-server client', '/vosk: one answer a message, eof', async () => {
  const { socket, next, end, messages } = await open('/vosk');
  socket.send(JSON.stringify({ config: { sample_rate: 16000, words: true } }));
  const results = [];
  const pcm = Buffer.concat([one.pcm, Buffer.alloc(32000), one.pcm]);
  for (let at = 0; at < pcm.length; at += 8000) {
    socket.send(pcm.subarray(at, at + 8000));
    const answer = await next();
    must('partial' in answer !== 'text' in answer, JSON.stringify(answer));
    if (answer.text) {
      results.push(answer);
    }
  }
  socket.send('{"eof" : 1}');
  results.push(await next());
  must(await end() === 1000 && messages.length === 0, 'more than one answer to eof');
  mustBeHeard(`${one.words} ${one.words}`, results.map(result => result.text).join(' '));
  const words = results.flatMap(result => result.result ?? []);
  must(words.length >= 10 && words.every(word => word.conf > 0 && word.end > word.start && word.word), JSON.stringify(words));
  return 'partial, text, result';
});

await check('vosk-server client', '/vosk: reset, max_alternatives', async () => {
  const { socket, next } = await open('/vosk');
  socket.send(JSON.stringify({ config: { sample_rate: 16000, max_alternatives: 3, words: false } }));
  socket.send(one.pcm);
  await next();
  socket.send('{"reset":1}');
  const answer = await next();
  mustBeHeard(one.words, answer.alternatives[0].text);
  socket.send(one.pcm.subarray(0, 8000));
  must('partial' in await next(), 'it does not go on');
  socket.close();
  return 'alternatives; it goes on';
});

await check('Parakeet server client', 'a socket on /', async () => {
  const { socket, next, end } = await open('/', ['transcripts']);
  must(socket.protocol === 'transcripts', `sub-protocol ${socket.protocol}`);
  must((await next()).type === 'ready', 'no ready');
  socket.send(one.pcm);
  socket.send(JSON.stringify({ type: 'close' }));
  for (;;) {
    const message = await next();
    if (message.type === 'transcript' && message.is_final) {
      mustBeHeard(one.words, message.text);
      break;
    }
  }
  must(await end() === 1000, 'closed otherwise');
  return 'transcripts; the sub-protocol is echoed';
});
process.exit(process.exitCode ?? 0);
