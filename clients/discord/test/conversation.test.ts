import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anna, ben } from './support/loopbackDiscord.js';
import { Stage, wordErrors } from './support/stage.js';
import { until } from './support/until.js';

let stage: Stage;
before(async () => {
  stage = await Stage.open();
  assert.match(await stage.slash('join'), /I am in Talk.*hey Nova/);
});
after(() => stage?.close());

const lastQuestion = (): string => stage.chat.asked.at(-1)?.messages.at(-1)?.content ?? '';

test('a question spoken into the channel is answered in the channel', async () => {
  stage.chat.answer = () => 'The kitchen lights are on now. Do you want anything else?';
  const since = stage.discord.voice.heard.length;
  await stage.say('Hey Nova, turn on the kitchen lights please.');
  const said = await stage.botSaid(since);

  assert.match(lastQuestion(), /^Anna: /);
  assert.ok(wordErrors('turn on the kitchen lights please', lastQuestion().replace('Anna: ', '')) <= 0.34, lastQuestion());
  assert.ok(wordErrors('the kitchen lights are on now do you want anything else', said.text) <= 0.25, said.text);
  assert.ok(said.peak > 0.05 && said.seconds > 1.5, `${said.seconds} s, peak ${said.peak}`);
  assert.match(await stage.slash('latency'), /1 answers[\s\S]*in all/);
});

test('captions are edited in a thread until they are final', async () => {
  const thread = stage.discord.threads[0]!['id'];
  const caption = await until('a final caption of Anna', () =>
    stage.discord.messages.find((shown) => shown.content.startsWith('**Anna** ') && !shown.content.endsWith('…')));
  assert.equal(caption.channel, thread);
  assert.ok(caption.versions.length > 1, 'nothing was shown while she spoke');
  await stage.message(/^\*\*Nova\*\* The kitchen lights are on now\. Do you want anything else\?$/);
});

test('who does not name the bot is written down and not answered', async () => {
  const asked = stage.chat.asked.length;
  await stage.say('What do you want to eat for lunch?', ben, 'Neer');
  const caption = await stage.message(/^\*\*Ben\*\* .*lunch(?! …)/);
  assert.ok(wordErrors('what do you want to eat for lunch', caption.replace('**Ben** ', '')) <= 0.3, caption);
  assert.equal(stage.chat.asked.length, asked);
});

test('two speakers at once are heard apart', async () => {
  const [first, second] = ['Set a timer for twenty five minutes.', 'Turn on the kitchen lights, please.'];
  const known = stage.discord.messages.length;
  await Promise.all([stage.say(first, anna), stage.say(second, ben, 'Neer')]);
  const final = (name: string): Promise<string> => until(`the caption of ${name}`, () =>
    stage.discord.messages.slice(known).find((shown) => shown.content.startsWith(`**${name}** `) && !shown.content.endsWith('…'))?.content);
  const [ofAnna, ofBen] = [await final('Anna'), await final('Ben')];
  assert.ok(wordErrors(first, ofAnna.replace('**Anna** ', '')) <= 0.3, ofAnna);
  assert.ok(wordErrors(second, ofBen.replace('**Ben** ', '')) <= 0.3, ofBen);
});

test('in assistant mode everything is answered, and the answer stops when somebody talks over it', async () => {
  assert.match(await stage.slash('assistant', { state: 'on' }), /everything/);
  stage.chat.answer = () => 'I will tell you a very long story. '.repeat(20);
  stage.chat.wordMs = 50;
  const { heard } = stage.discord.voice;
  const since = heard.length;
  await stage.say('Set a timer for twenty five minutes.');
  await until('the bot speaks', () => heard.length > since + 50);
  await stage.say('What do you want to eat for lunch?', ben, 'Neer');
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
