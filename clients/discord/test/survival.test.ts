import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anna, ben } from './support/loopbackDiscord.js';
import { Stage, wordErrors } from './support/stage.js';
import { wavToPackets } from './support/audio.js';
import { until } from './support/until.js';

let stage: Stage;
before(async () => {
  stage = await Stage.open({}, true);
  await stage.slash('join');
});
after(() => stage?.close());

const captionSince = (known: number, name: string): Promise<string> =>
  until(`a final caption of ${name}\n${stage.output.join('\n')}`, () =>
    stage.discord.messages.slice(known).find((shown) => !shown.deleted && shown.content.startsWith(`**${name}** `) && !shown.content.endsWith('…'))?.content);

const sentence = 'Set a timer for twenty five minutes.';

test('what is said while the server restarts is written down when it is back', async () => {
  const packets = wavToPackets(await stage.server.speak(sentence));
  await stage.say('Turn on the kitchen lights, please.');
  await captionSince(0, 'Anna');
  const known = stage.discord.messages.length;
  const half = Math.floor(packets.length / 2);
  await stage.discord.voice.speak(anna, packets.slice(0, half));
  // In the middle of the sentence, as a failing machine.
  const killed = stage.server.kill();
  await stage.discord.voice.speak(anna, packets.slice(half));
  await killed;
  await stage.server.run();
  const caption = await captionSince(known, 'Anna');
  assert.ok(wordErrors(sentence, caption.replace('**Anna** ', '')) <= 0.5, caption);
});

test('a text that is asked for while the server is away is said when it is back', async () => {
  const { heard } = stage.discord.voice;
  const since = heard.length;
  await stage.server.stop();
  await stage.slash('speak', { text: sentence });
  await stage.server.run();
  const said = await stage.botSaid(since);
  assert.ok(wordErrors(sentence, said.text) <= 0.34, said.text);
});

test('the gateway drops and is taken up again', async () => {
  const { resumes } = stage.discord;
  stage.discord.dropGateway(true);
  await until('the session is resumed', () => stage.discord.resumes > resumes);
  assert.match(await stage.slash('stop'), /nothing/);

  const { identifies } = stage.discord;
  const sessions = stage.discord.voice.identified;
  stage.discord.dropGateway(false);
  await until('a new session is opened', () => stage.discord.identifies > identifies);
  await until('the voice channel is joined again', () => stage.discord.voice.identified > sessions);
  const known = stage.discord.messages.length;
  await until('it hears again', async () => {
    await stage.say(sentence);
    return stage.discord.messages.length > known;
  });
  await captionSince(known, 'Anna');
});

test("the voice server's connection drops and is taken up again", async () => {
  stage.discord.voice.drop();
  await until('the voice session goes on', () => stage.discord.voice.resumed > 0);
  const known = stage.discord.messages.length;
  await stage.say(sentence);
  const caption = await captionSince(known, 'Anna');
  assert.ok(wordErrors(sentence, caption.replace('**Anna** ', '')) <= 0.34, caption);
});

test('what somebody said who left in mid-word is written down', async () => {
  const packets = wavToPackets(await stage.server.speak('What do you want to eat for lunch?', 7, 'Neer'));
  const known = stage.discord.messages.length;
  let left = false;
  setTimeout(() => {
    left = true;
    stage.discord.moves(ben, null);
  }, packets.length * 15).unref();
  await stage.discord.voice.speak(ben, packets, () => left);
  const caption = await captionSince(known, 'Ben');
  assert.match(caption, /what do you/i);
});

test('the rate limit of the language model is told', async () => {
  stage.chat.refuse = 1;
  await stage.say('Hey Nova, set a timer for twenty five minutes.');
  await stage.message(/rate limit is reached; it asks to wait 9 s/);
});

test('fifty messages at once are all said or refused, under the rate limit of Discord', async () => {
  stage.discord.limit = { count: 5, windowMs: 500 };
  const known = stage.discord.messages.length;
  for (let index = 0; index < 25; index++) {
    stage.discord.write(`!speak Hello ${index}.`);
    stage.discord.write('!listen on');
  }
  const { heard } = stage.discord.voice;
  const since = heard.length;
  await until('every listen is answered', () => stage.discord.messages.slice(known).filter((shown) => shown.content === 'I listen.').length === 25);
  await until('it speaks', () => heard.length > since);
  assert.match(await stage.slash('stop'), /silent/);
  assert.equal(stage.running, true);
  stage.discord.limit = { count: 1000, windowMs: 1000 };
});
