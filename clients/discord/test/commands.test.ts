import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { botId, guildId, textId, voiceId } from './support/loopbackDiscord.js';
import { Stage, wordErrors } from './support/stage.js';
import { until } from './support/until.js';

let stage: Stage;
before(async () => {
  stage = await Stage.open();
});
after(() => stage?.close());

test('Discord is told of every command', () => {
  const names = stage.discord.registered.map((command) => command['name']);
  for (const name of ['join', 'leave', 'speak', 'listen', 'voice', 'transcript', 'test', 'stop', 'assistant', 'latency', 'help']) {
    assert.ok(names.includes(name), name);
  }
});

test('without a voice channel it says so', async () => {
  const answer = await stage.slashAnswer('speak', { text: 'Hello.' });
  assert.match(answer.content, /no voice channel/);
  assert.equal(answer.flags & 64, 64, 'only whoever asked sees a mistake');
});

test('it joins by a message with the prefix', async () => {
  stage.discord.write('!join');
  await stage.message(/I am in Talk/);
});

test('it says a text of a slash command', async () => {
  const since = stage.discord.voice.heard.length;
  await stage.slash('speak', { text: 'Turn on the kitchen lights, please.', voice: 'Neer' });
  const said = await stage.botSaid(since);
  assert.ok(wordErrors('turn on the kitchen lights please', said.text) <= 0.5, said.text);
});

test('it says a text of a message and of a mention', async () => {
  const since = stage.discord.voice.heard.length;
  stage.discord.write('!speak voice:Mitra Set a timer for twenty five minutes.');
  stage.discord.write(`<@${botId}> speak What do you want to eat for lunch?`);
  const said = await stage.botSaid(since);
  assert.ok(wordErrors('set a timer for twenty five minutes what do you want to eat for lunch', said.text) <= 0.5, said.text);
});

test('mistakes in messages are named', async () => {
  stage.discord.write('!listen perhaps');
  await stage.message(/state is on or off/);
  stage.discord.write('!speak');
  await stage.message(/text is missing/);
  stage.discord.write('!listen on 99');
  await stage.message(/silence is from 0\.2 to 5 seconds/);
  stage.discord.write('!voice Nobody');
  await stage.message(/There is no voice Nobody/);
  assert.match(await stage.slash('speak', { text: 'Hello there.', voice: 'Nobody' }), /Yes/);
  await stage.message(/unknown_voice/);
});

test('a mention with a question is answered', async () => {
  stage.chat.answer = () => 'It is half past nine.';
  const since = stage.discord.voice.heard.length;
  stage.discord.write(`<@${botId}> What time is it?`);
  await stage.message(/^\*\*Nova\*\* It is half past nine\.$/);
  await stage.botSaid(since);
  assert.equal(stage.chat.asked.at(-1)!.messages.at(-1)!.content, 'Anna: What time is it?');
});

test('it stops', async () => {
  const { heard } = stage.discord.voice;
  const since = heard.length;
  await stage.slash('speak', { text: 'This is a long story that nobody wants to hear to its end. '.repeat(20) });
  await until('it speaks', () => heard.length > since + 20);
  assert.match(await stage.slash('stop'), /silent/);
  await stage.botSaid(heard.length - 1);
  assert.ok(heard.length - since < 1_500, 'it went on');
  assert.match(await stage.slash('stop'), /nothing/);
});

test('it tries all its parts', async () => {
  const report = await stage.slash('test');
  assert.match(report, /✅ Speech server/);
  assert.match(report, /✅ Speaking: first sound after \d+ ms/);
  assert.match(report, /✅ Hearing: “.*timer.*”/);
  assert.match(report, /✅ Language model scripted/);
});

test('the choices of a guild outlive the program', async () => {
  assert.match(await stage.slash('voice', { name: 'neer' }), /Neer/);
  assert.match(await stage.slash('listen', { state: 'off', silence: '0.7' }), /nobody.*0\.7 s/);
  assert.match(await stage.slash('assistant', { state: 'on', wake: 'hey nova' }), /everything/);
  await stage.stopBot();
  const stored = JSON.parse(await readFile(join(stage.folder, 'data', 'guilds.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(stored[guildId], {
    joined: { voiceChannel: voiceId, textChannel: textId }, voice: 'Neer', listen: false, silenceMs: 700, assistant: true, wakePhrase: 'hey nova',
  });
  const sessions = stage.discord.voice.identified;
  await stage.startBot();
  await until(`it is back in its channel\n${stage.output.join('\n')}`, () => stage.discord.voice.identified > sessions);
  assert.match(await stage.slash('voice'), /\*\*Neer\*\*/);
  assert.match(await stage.slash('leave'), /Goodbye/);
  assert.match(await stage.slash('leave'), /no voice channel/);
});
