import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wavToPackets } from './support/audio.js';
import { anna, ben } from './support/loopbackDiscord.js';
import { Stage, wordErrors } from './support/stage.js';
import { until } from './support/until.js';

let stage: Stage;
before(async () => {
  stage = await Stage.open();
  assert.match(await stage.slash('join'), /I am in Talk.*hey Nova/);
});
after(() => stage?.close());

const sentence = 'Set a timer for twenty five minutes.';
const lastQuestion = (): string => stage.chat.asked.at(-1)?.messages.at(-1)?.content ?? '';

test('a question spoken into the channel is answered in the channel', async () => {
  stage.chat.answer = () => 'The kitchen lights are on now. Do you want anything else?';
  const since = stage.discord.voice.heard.length;
  await stage.say('Hey Nova, turn on the kitchen lights please.');
  const said = await stage.botSaid(since);

  assert.match(lastQuestion(), /^Anna: /);
  assert.ok(wordErrors('turn on the kitchen lights please', lastQuestion().replace('Anna: ', '')) <= 0.34, lastQuestion());
  assert.ok(wordErrors('the kitchen lights are on now do you want anything else', said.text) <= 0.5, said.text);
  assert.ok(said.peak > 0.05 && said.seconds > 1.5, `${said.seconds} s, peak ${said.peak}`);
  assert.match(await stage.slash('latency'), /1 answers[\s\S]*in all/);
});

test('captions are edited in a thread until they are final', async () => {
  const thread = stage.discord.threads[0]!['id'];
  // The server leaves partials out when it is busy.
  const grown = await until('a caption that grew', async () => {
    const found = stage.discord.messages.find((shown) => shown.content.startsWith('**Anna** ') && !shown.content.endsWith(' …') && shown.versions.length > 1);
    if (found === undefined) await stage.say(sentence);
    return found;
  });
  assert.equal(grown.channel, thread);
  assert.match(grown.versions[0]!, / …$/);
  await stage.message(/^\*\*Nova\*\* The kitchen lights are on now\. Do you want anything else\?$/);
});

test('who does not name the bot is written down and not answered', async () => {
  const asked = stage.chat.asked.length;
  const known = stage.discord.messages.length;
  await stage.say('What do you want to eat for lunch?', ben, 'Neer');
  await stage.captioned(known, 'Ben', 'What do you want to eat for lunch?');
  assert.equal(stage.chat.asked.length, asked);
});

test('two speakers at once are heard apart', async () => {
  const [first, second] = [sentence, 'Turn on the kitchen lights, please.'];
  const known = stage.discord.messages.length;
  await Promise.all([stage.say(first, anna), stage.say(second, ben, 'Neer')]);
  await stage.captioned(known, 'Anna', first);
  await stage.captioned(known, 'Ben', second);
});

test('in assistant mode everything is answered, and the answer stops when somebody talks over it', async () => {
  assert.match(await stage.slash('assistant', { state: 'on' }), /everything/);
  stage.chat.answer = () => 'I will tell you a very long story. '.repeat(200);
  stage.chat.wordMs = 50;
  const { heard } = stage.discord.voice;
  const since = heard.length;
  const interruption = wavToPackets(await stage.server.speak('What do you want to eat for lunch?', 7, 'Neer'));
  await stage.say(sentence);
  await until('the bot speaks', () => heard.length > since + 50);
  await stage.discord.voice.speak(ben, interruption);
  await until('the model is told to stop', () => stage.chat.aborted > 0);
  await stage.message(/ —$/);
  stage.chat.answer = () => 'Yes.';
  stage.chat.wordMs = 5;
  assert.match(await stage.slash('assistant', { state: 'off' }), /hey Nova/);
});

test('the transcript has names and times of the wall clock', async () => {
  const { body } = await stage.slashAnswer('transcript');
  assert.match(body, /filename="transcript.txt"/);
  const lines = [...body.matchAll(/\[(\d\d):(\d\d):(\d\d)\] (Anna|Ben|Nova): /g)];
  assert.ok(lines.length >= 5, body);
  const seconds = lines.map((line) => Number(line[1]) * 3600 + Number(line[2]) * 60 + Number(line[3]));
  const now = new Date();
  const today = now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds();
  for (const at of seconds) assert.ok((today - at + 86_400) % 86_400 < 1_800, `${at} of ${today}`);
});
