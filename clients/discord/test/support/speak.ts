import { readFile, writeFile } from 'node:fs/promises';
import { wavToPackets, withoutTail } from './audio.js';
import { anna } from './loopbackDiscord.js';
import { Stage } from './stage.js';
import { until } from './until.js';

const usage = `npm run loopback -- [--wav FILE] [--text TEXT] [--answer TEXT] [--turns N] [--silence MS] [--word-ms MS] [--out FILE]
Speaks a recording (16 bit WAV, or a text in the server's voice) into the channel of a loopback Discord with the unmodified bot in it,
prints the captions and what is answered, and measures the time from the end of the speech to the first sound of the answer.
STREAM_SERVER_URL (and STREAM_SERVER_KEY) name a running server, or STREAM_SERVER_DLL a built one.`;

const options: Record<string, string> = {};
for (let index = 2; index < process.argv.length; index += 2) {
  const name = process.argv[index]!.replace(/^--/, '');
  const value = process.argv[index + 1];
  if (!['wav', 'text', 'answer', 'turns', 'silence', 'word-ms', 'out'].includes(name) || value === undefined) {
    console.error(usage);
    process.exit(2);
  }
  options[name] = value;
}

/** What the bot itself says of an answer, ms since 1970. */
interface Steps {
  readonly spoken: number;
  readonly heard: number;
  readonly firstWord: number;
  readonly firstAudio: number;
  readonly sounded: number;
}

const turns = Number(options['turns'] ?? 1);
const silenceMs = Number(options['silence'] ?? 1000);
const stage = await Stage.open({ UTTERANCE_SILENCE_MS: String(silenceMs) });
try {
  stage.chat.answer = () => options['answer'] ?? 'The kitchen lights are on now.';
  stage.chat.wordMs = Number(options['word-ms'] ?? 0);
  await stage.slash('join');
  await stage.slash('assistant', { state: 'on' });
  const wav = options['wav'] === undefined ? await stage.server.speak(options['text'] ?? 'Turn on the kitchen lights, please.') : await readFile(options['wav']);
  const packets = wavToPackets(withoutTail(wav));
  const waits: number[] = [];
  const rows: number[][] = [];
  for (let turn = 0; turn < turns; turn++) {
    const { heard } = stage.discord.voice;
    const since = heard.length;
    const answers = stage.output.filter((line) => line.includes(' answer: {')).length;
    const spoken = await stage.discord.voice.speak(anna, packets);
    const said = await stage.botSaid(since);
    waits.push(said.firstAt - spoken);
    const line = await until('the steps of the answer', () => stage.output.filter((text) => text.includes(' answer: {'))[answers]);
    const steps = JSON.parse(line.slice(line.indexOf('{'))) as Steps;
    rows.push([
      steps.heard - steps.spoken, steps.firstWord - steps.heard, steps.firstAudio - steps.firstWord, steps.sounded - steps.firstAudio, said.firstAt - steps.sounded,
    ]);
    if (turn === 0) {
      const caption = await until('the caption', () => stage.discord.messages.find((shown) => shown.content.startsWith('**Anna** ') && !shown.content.endsWith('…')));
      console.log(`caption:  ${caption.content}\nasked:    ${stage.chat.asked.at(-1)!.messages.at(-1)!.content}\nanswered: ${said.text} (${said.seconds.toFixed(2)} s heard in the channel)`);
      if (options['out'] !== undefined) await writeFile(options['out'], said.wav);
    }
  }
  const p50 = (values: readonly number[]): number => Math.round([...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)]!);
  const names = [`silence (${silenceMs}) and recognition`, "model's first word", 'first speech made', 'to the player', 'into the channel'];
  console.log(`end of speech → first sound of the answer, ms, p50 of ${turns}: ${p50(waits)} (least ${Math.min(...waits)}, most ${Math.max(...waits)})`);
  for (const [index, name] of names.entries()) console.log(`  ${name.padEnd(34)}${String(p50(rows.map((row) => row[index]!))).padStart(6)}`);
} finally {
  await stage.close();
}
