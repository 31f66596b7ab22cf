import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { checkOptions, commands, readCommand } from '../src/commands.js';
import { Ear } from '../src/hearing.js';
import { Latencies } from '../src/latency.js';
import { packetMs } from '../src/opusPacket.js';
import { refusalText } from '../src/server.js';
import { readSettings, SettingsError } from '../src/settings.js';
import { afterWakePhrase } from '../src/wakePhrase.js';
import { until } from './support/until.js';

test('the name is heard as recognisers hear names, and nothing else is', () => {
  const heard: [string, string | undefined][] = [
    ['hey nova what time is it', 'what time is it'],
    ['Hey, Nova! What time is it?', 'What time is it?'],
    ['hey of a turn on the lights', 'turn on the lights'],
    ['um hey no of a set a timer', 'set a timer'],
    ['hey nova', ''],
    ['what time is it', undefined],
    ['they have over there a table', undefined],
    ['i said to him hey nova', undefined],
    ['', undefined],
  ];
  for (const [text, question] of heard) assert.equal(afterWakePhrase(text, 'hey Nova'), question, text);
  assert.equal(afterWakePhrase('सुनो नोवा समय क्या है', 'सुनो नोवा'), 'समय क्या है');
});

test('every mistake in the settings is named', () => {
  assert.throws(
    () => readSettings({ STREAM_SERVER_URL: 'localhost:8000', LLM_BASE_URL: 'http://localhost:11434/v1', UTTERANCE_SILENCE_MS: 'long', LLM_TURNS: '-1' }),
    (error: SettingsError) => {
      assert.deepEqual(error.mistakes.map((mistake) => mistake.split(' ')[0]), ['DISCORD_TOKEN', 'STREAM_SERVER_URL', 'LLM_MODEL', 'LLM_TURNS', 'UTTERANCE_SILENCE_MS']);
      return true;
    });
});

test('settings have defaults, and no model is no answer', () => {
  const settings = readSettings({ DISCORD_TOKEN: 'x' });
  assert.equal(settings.discordApi, 'https://discord.com/api');
  assert.equal(settings.server.href, 'http://127.0.0.1:8000/');
  assert.equal(settings.chat, undefined);
  assert.equal(settings.prefix, '!');
  assert.equal(settings.silenceMs, 1000);
  assert.equal(readSettings({ DISCORD_TOKEN: 'x', PREFIX: '' }).prefix, '');
});

test('the length of a packet is read as RFC 6716 defines it', () => {
  // Section 3.1: configuration 31 is CELT of 20 ms, 16 of 2.5 ms, 3 SILK of 60 ms; codes 0 to 3 are 1, 2, 2 and a stated number of frames.
  const lengths: [number[], number][] = [[[0xf8, 0xff, 0xfe], 20], [[0x80, 0], 2.5], [[0x18, 0], 60], [[0xf9, 0], 40], [[0xfa, 0], 40], [[0xfb, 3], 60], [[0xfb], 0], [[], 0]];
  for (const [bytes, ms] of lengths) assert.equal(packetMs(Buffer.from(bytes)), ms, String(bytes));
});

test('a line becomes a command and its options', () => {
  assert.deepEqual(readCommand('speak voice:Mitra Good morning: all.')?.options, { voice: 'Mitra', text: 'Good morning: all.' });
  assert.deepEqual(readCommand('SPEAK hello')?.options, { text: 'hello' });
  assert.deepEqual(readCommand('listen on 1.5')?.options, { state: 'on', silence: '1.5' });
  assert.deepEqual(readCommand('assistant on hey nova')?.options, { state: 'on', wake: 'hey nova' });
  assert.deepEqual(readCommand('assistant wake:"hey nova" off')?.options, { state: 'off', wake: 'hey nova' });
  assert.equal(readCommand('speech therapy'), undefined);
  assert.throws(() => readCommand('stop it now'), /do not understand/);
  const listen = commands.find((command) => command.name === 'listen')!;
  assert.throws(() => checkOptions(listen, {}), /state is missing: listen on\|off \[silence\]/);
  assert.throws(() => checkOptions(listen, { state: 'maybe' }), /on or off/);
});

test('the steps of an answer add up', () => {
  const latencies = new Latencies();
  assert.match(latencies.describe(1000), /Nothing/);
  for (const more of [0, 100, 20]) latencies.add({ spoken: 0, heard: 1030 + more, firstWord: 1050 + more, firstAudio: 1080 + more, sounded: 1100 + more });
  const text = latencies.describe(1000);
  assert.match(text, /of 3 answers \(1000 of it/);
  assert.match(text, /silence and recognition +1050 +1050 +1130/);
  assert.match(text, /in all +1120 +1120 +1200/);
});

test('a limit of the key is told once, and what was said before is heard when it is over', async () => {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const received: Buffer[] = [];
  let refusals = 2;
  http.on('upgrade', (request, socket, head) => {
    if (refusals-- > 0) {
      const problem = JSON.stringify({ code: 'limit_reached', detail: 'Four sockets at once are open' });
      const lines = ['HTTP/1.1 429 Too Many Requests', 'Content-Type: application/problem+json', 'Retry-After: 0', `Content-Length: ${problem.length}`, 'Connection: close'];
      socket.end(`${lines.join('\r\n')}\r\n\r\n${problem}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data, binary) => {
        if (binary) received.push(data as Buffer);
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const told: string[] = [];
  const ear = new Ear({
    url: new URL(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws/stt/1`),
    key: 'a key',
    silenceMs: () => 1000,
    onHeard: () => undefined,
    onSpeech: () => undefined,
    onLost: () => undefined,
    onRefused: (refusal) => told.push(refusalText(refusal)),
  });
  try {
    const said = Array.from({ length: 50 }, (_, index) => Buffer.from([0xfc, index]));
    for (const packet of said) ear.hear(packet);
    const heard = await until('the packets', () => {
      const spoken = received.filter((packet) => packet[0] === 0xfc);
      return spoken.length >= said.length && spoken;
    });
    assert.deepEqual(heard, said);
    assert.deepEqual(told, ['A limit of my key at the speech server is reached: Four sockets at once are open.']);
  } finally {
    ear.end();
    for (const client of sockets.clients) client.terminate();
    http.close();
  }
});
