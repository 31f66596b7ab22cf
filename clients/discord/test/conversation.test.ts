import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anna } from './support/loopbackDiscord.js';
import { Stage, wordErrors } from './support/stage.js';
import { until } from './support/until.js';

let stage: Stage;
before(async () => {
  stage = await Stage.open({ WAKE_PHRASE: 'hey mitra' });
  assert.match(await stage.slash('join'), /I am in Talk/);
});
after(() => stage?.close());

test('a question spoken into the channel is answered in the channel', async () => {
  stage.chat.answer = () => 'The kitchen lights are on now. Do you want anything else?';
  const since = stage.discord.voice.heard.length;
  await stage.say('Hey Mitra, turn on the kitchen lights please.');
  const said = await stage.botSaid(since);

  assert.match(stage.chat.asked.at(-1)!.messages.at(-1)!.content, /^Anna: /);
  assert.ok(wordErrors('turn on the kitchen lights please', stage.chat.asked.at(-1)!.messages.at(-1)!.content.replace('Anna: ', '')) <= 0.34);
  assert.ok(wordErrors('the kitchen lights are on now do you want anything else', said.text) <= 0.2, said.text);
  assert.ok(said.peak > 0.05);
  await until('the caption of what was said', () => stage.discord.messages.some((shown) => shown.content.startsWith('**Anna** ') && !shown.content.endsWith('…')));
  assert.equal(stage.discord.messages.every((shown) => shown.channel === stage.discord.threads[0]!['id']), true);
  void anna;
});
