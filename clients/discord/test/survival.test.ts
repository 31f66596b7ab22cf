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

const sentence = 'Set a timer for twenty five minutes.';

test('what is said while the server restarts is written down when it is back', async () => {
  const packets = wavToPackets(await stage.server.speak(sentence));
  const half = Math.floor(packets.length / 2);
  for (;;) {
    const before = stage.discord.messages.length;
    await stage.say('Turn on the kitchen lights, please.');
    await stage.captioned(before, 'Anna', 'Turn on the kitchen lights, please.', 0.5);
    const known = stage.discord.messages.length;
    const began = Date.now();
    await stage.discord.voice.speak(anna, packets.slice(0, half));
    // In the middle of the sentence, as a failing machine.
    const killed = stage.server.kill();
    await stage.discord.voice.speak(anna, packets.slice(half));
    await killed;
    await stage.server.run();
    // What is older than 30 s may be lost: a machine this busy shows nothing, and 5 s are the longest wait between attempts.
    if (Date.now() - began > 22_000) continue;
    await stage.captioned(known, 'Anna', sentence, 0.5);
    return;
  }
});

test('a text that is asked for while the server is away is said when it is back', async () => {
  for (;;) {
    const since = stage.discord.voice.heard.length;
    await stage.server.stop();
    const asked = Date.now();
    await stage.slash('speak', { text: sentence });
    await stage.server.run();
    // As above: it waits for 30 s.
    if (Date.now() - asked > 22_000) continue;
    const said = await stage.botSaid(since);
    assert.ok(wordErrors(sentence, said.text) <= 0.5, said.text);
    return;
  }
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
  await stage.captioned(known, 'Anna', sentence);
});

test("the voice server's connection drops and is taken up again", async () => {
  stage.discord.voice.drop();
  await until('the voice session goes on', () => stage.discord.voice.resumed > 0);
  const known = stage.discord.messages.length;
  await stage.say(sentence);
  await stage.captioned(known, 'Anna', sentence);
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
  await stage.captioned(known, 'Ben', 'What do you want to eat for lunch?', 0.5);
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
    stage.discord.write(`!speak This is text ${index}, and it is long enough that the others have to wait for it.`);
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
