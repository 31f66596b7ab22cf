import { createAudioResource, StreamType } from '@discordjs/voice';
import { ApplicationCommandOptionType, type ApplicationCommandData, type Guild, type SendableChannels, type VoiceBasedChannel } from 'discord.js';
import type { GuildSettings } from './guildSettings.js';
import { Chat } from './chat.js';
import { Ear } from './hearing.js';
import type { Room } from './room.js';
import { socketUrl, SpeechServer } from './server.js';
import { silenceRange, type Settings } from './settings.js';
import { Speech } from './speech.js';

export interface Reply {
  readonly text: string;
  readonly file?: { readonly name: string; readonly content: string };
}

/** A command as it came, by slash or by message. */
export interface Call {
  readonly guild: Guild;
  /** Where whoever calls is. */
  readonly voiceChannel: VoiceBasedChannel | null;
  readonly textChannel: SendableChannels;
  readonly options: Readonly<Record<string, string>>;
}

export interface House {
  readonly settings: Settings;
  readonly choices: GuildSettings;
  readonly server: SpeechServer;
  room(guild: string): Room | undefined;
  join(channel: VoiceBasedChannel, textChannel: SendableChannels): Promise<Room>;
  leave(guild: string): Promise<boolean>;
}

interface Option {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** In a message it takes the rest of the line. */
  readonly rest?: boolean;
}

export interface Command {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Takes more than the three seconds that Discord waits for a first answer. */
  readonly slow?: boolean;
  /** Undefined: in a message it is answered by what it does. */
  readonly run: (call: Call, house: House) => Promise<Reply | undefined> | Reply | undefined;
}

/** Something that whoever calls has to know. */
export class CommandError extends Error {}

const onOff = ['on', 'off'] as const;
const longestText = 4_000;

export const commands: readonly Command[] = [
  {
    name: 'join',
    description: 'Come into the voice channel you are in',
    options: [],
    slow: true,
    run: async (call, house) => {
      if (call.voiceChannel === null) throw new CommandError('You are in no voice channel.');
      const room = await house.join(call.voiceChannel, call.textChannel);
      const answering = room.canAnswer ? ` Say “${room.wakePhrase}” and a question, and I answer.` : '';
      const listening = room.listening ? ' I write down what is said here; `/listen off` stops that.' : '';
      return { text: `I am in ${call.voiceChannel.name}.${listening}${answering}` };
    },
  },
  {
    name: 'leave',
    description: 'Leave the voice channel',
    options: [],
    run: async (call, house) => ({ text: (await house.leave(call.guild.id)) ? 'Goodbye.' : 'I am in no voice channel.' }),
  },
  {
    name: 'speak',
    description: 'Say a text in the voice channel',
    options: [
      { name: 'text', description: 'What to say', required: true, rest: true },
      { name: 'voice', description: 'Who says it; /voice lists the voices' },
    ],
    run: (call, house) => {
      const text = call.options['text']!;
      if (text.length > longestText) throw new CommandError(`That is ${text.length} characters; ${longestText} are the most.`);
      const room = roomOf(call, house);
      if (!room.speak(text, call.options['voice'])) throw new CommandError(`${room.player.waiting} texts wait already; I left this one out.`);
      return undefined;
    },
  },
  {
    name: 'listen',
    description: 'Write down what is said, or stop that',
    options: [
      { name: 'state', description: 'on or off', required: true, choices: onOff },
      { name: 'silence', description: 'Seconds of silence that end an utterance, such as 1.2' },
    ],
    run: async (call, house) => {
      const silence = call.options['silence'];
      const silenceMs = silence === undefined ? undefined : Math.round(Number(silence.replace(',', '.')) * 1000);
      if (silenceMs !== undefined && !(silenceMs >= silenceRange.least && silenceMs <= silenceRange.most)) {
        throw new CommandError(`silence is from ${silenceRange.least / 1000} to ${silenceRange.most / 1000} seconds.`);
      }
      const listen = call.options['state'] === 'on';
      await house.choices.change(call.guild.id, { listen, ...(silenceMs === undefined ? {} : { silenceMs }) });
      house.room(call.guild.id)?.configure();
      const ends = silenceMs === undefined ? '' : ` An utterance ends after ${silenceMs / 1000} s of silence.`;
      return { text: (listen ? 'I listen.' : 'I hear nobody.') + ends };
    },
  },
  {
    name: 'voice',
    description: 'List the voices, or choose mine',
    options: [{ name: 'name', description: 'A voice', rest: true }],
    slow: true,
    run: async (call, house) => {
      const voices = await house.server.voices();
      const wanted = call.options['name'];
      if (wanted === undefined) {
        const mine = (house.choices.get(call.guild.id).voice ?? house.settings.voice ?? voices[0]?.friendly ?? '').toLowerCase();
        const list = voices.map((voice) => {
          const chosen = mine === voice.friendly.toLowerCase() || mine === voice.name.toLowerCase();
          return `${chosen ? '**' : ''}${voice.friendly}${chosen ? '**' : ''}${voice.description ? `: ${voice.description}` : ''}`;
        });
        return { text: list.join('\n').slice(0, 1_900) };
      }
      const found = voices.find((voice) => [voice.friendly, voice.name].some((name) => name.toLowerCase() === wanted.toLowerCase()));
      if (found === undefined) throw new CommandError(`There is no voice ${wanted}. There are ${voices.map((voice) => voice.friendly).join(', ')}.`);
      await house.choices.change(call.guild.id, { voice: found.friendly });
      return { text: `I speak as ${found.friendly}.` };
    },
  },
  {
    name: 'assistant',
    description: 'Answer every utterance, or only when I am named',
    options: [
      { name: 'state', description: 'on: every utterance; off: only when named', required: true, choices: onOff },
      { name: 'wake', description: 'The words that name me, such as “hey nova”', rest: true },
    ],
    run: async (call, house) => {
      if (house.settings.chat === undefined) throw new CommandError('I have no language model to answer with (LLM_BASE_URL).');
      const wake = call.options['wake']?.trim();
      if (wake !== undefined && (wake.length > 60 || !/\p{L}.*\p{L}.*\p{L}/u.test(wake))) throw new CommandError('wake is 3 to 60 characters with letters.');
      const assistant = call.options['state'] === 'on';
      await house.choices.change(call.guild.id, { assistant, ...(wake === undefined ? {} : { wakePhrase: wake }) });
      const name = house.room(call.guild.id)?.wakePhrase ?? wake ?? house.settings.wakePhrase ?? 'hey and my name';
      return { text: assistant ? 'I answer everything that is said.' : `I answer when somebody says “${name}”.` };
    },
  },
  {
    name: 'transcript',
    description: 'What was said since I came, with times',
    options: [],
    run: (call, house) => {
      const room = roomOf(call, house);
      if (room.transcript.empty) return { text: 'Nothing was said yet.' };
      return { text: 'What was said:', file: { name: 'transcript.txt', content: room.transcript.text() } };
    },
  },
  {
    name: 'latency',
    description: 'How long each step of my answers took',
    options: [],
    run: (call, house) => {
      const room = roomOf(call, house);
      return { text: room.latencies.describe(room.silenceMs) };
    },
  },
  {
    name: 'stop',
    description: 'Stop speaking and forget what waits',
    options: [],
    run: (call, house) => {
      const count = roomOf(call, house).stop();
      return { text: count === 0 ? 'I was saying nothing.' : 'I am silent.' };
    },
  },
  { name: 'test', description: 'Try everything I am made of', options: [], slow: true, run: test },
  {
    name: 'help',
    description: 'What I can do',
    options: [],
    run: (_, house) => ({
      text: commands.map((command) => `\`${house.settings.prefix || '/'}${usage(command)}\` ${command.description}`).join('\n'),
    }),
  },
];

/** As Discord wants to know them. */
export const applicationCommands: readonly ApplicationCommandData[] = commands.map((command) => ({
  name: command.name,
  description: command.description,
  // None of them means anything in a direct message.
  contexts: [0],
  options: command.options.map((option) => ({
    type: ApplicationCommandOptionType.String as const,
    name: option.name,
    description: option.description,
    required: option.required ?? false,
    ...(option.choices === undefined ? {} : { choices: option.choices.map((choice) => ({ name: choice, value: choice })) }),
  })),
}));

/** Reads `speak voice:Mitra Good morning.`: named options first, then the others in their order. @returns undefined when it is no command. */
export function readCommand(line: string): { command: Command; options: Record<string, string> } | undefined {
  const [, word, after] = /^(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const command = commands.find((known) => known.name === word?.toLowerCase());
  if (command === undefined) return undefined;
  const options: Record<string, string> = {};
  let rest = after!;
  for (;;) {
    const named = /^(\w+):("[^"]*"|\S+)\s*/.exec(rest);
    const option = named && command.options.find((known) => known.name === named[1]!.toLowerCase());
    if (!named || !option) break;
    options[option.name] = named[2]!.replace(/^"|"$/g, '');
    rest = rest.slice(named[0].length);
  }
  for (const option of command.options) {
    if (rest === '' || option.name in options) continue;
    const [, first, others] = option.rest ? [rest, rest, ''] : /^(\S+)\s*([\s\S]*)$/.exec(rest)!;
    options[option.name] = first!;
    rest = others!;
  }
  if (rest !== '') throw new CommandError(`I do not understand “${rest.slice(0, 100)}”. It is: ${usage(command)}`);
  return { command, options };
}

/** What a slash command cannot get wrong, a message can. @throws {CommandError} */
export function checkOptions(command: Command, options: Record<string, string>): void {
  for (const option of command.options) {
    const value = options[option.name];
    if (value === undefined) {
      if (option.required) throw new CommandError(`${option.name} is missing: ${usage(command)}`);
    } else if (option.choices !== undefined) {
      options[option.name] = value.toLowerCase();
      if (!option.choices.includes(value.toLowerCase())) throw new CommandError(`${option.name} is ${option.choices.join(' or ')}: ${usage(command)}`);
    }
  }
}

function usage(command: Command): string {
  const options = command.options.map((option) => {
    const name = option.choices?.join('|') ?? option.name;
    return option.required ? name : `[${name}]`;
  });
  return [command.name, ...options].join(' ');
}

function roomOf(call: Call, house: House): Room {
  const room = house.room(call.guild.id);
  if (room === undefined) throw new CommandError('I am in no voice channel; `join` calls me.');
  return room;
}

const testSentence = 'Set a timer for twenty five minutes.';

/** Speaks a sentence, hears it, asks the model a word, and says what each took. */
async function test(call: Call, house: House): Promise<Reply> {
  const lines: string[] = [];
  const step = async (name: string, work: () => Promise<string>): Promise<void> => {
    const began = Date.now();
    try {
      lines.push(`✅ ${name}: ${await work()} (${Date.now() - began} ms)`);
    } catch (error) {
      lines.push(`❌ ${name}: ${(error as Error).message}`);
    }
  };
  const { settings, server } = house;
  await step('Speech server', () => server.ready());
  const packets: Buffer[] = [];
  await step('Speaking', async () => {
    const voice = house.choices.get(call.guild.id).voice ?? settings.voice;
    const speech = new Speech({ url: socketUrl(settings.server, '/ws/tts'), key: settings.serverKey, voice });
    speech.write(testSentence);
    speech.end();
    for await (const packet of createAudioResource(speech.audio, { inputType: StreamType.OggOpus }).playStream) packets.push(packet as Buffer);
    return `first sound after ${speech.audioAt! - speech.textAt!} ms`;
  });
  await step('Hearing', async () => `“${await hearBack(packets, house)}”`);
  if (settings.chat !== undefined) {
    const chat = new Chat(settings.chat);
    await step(`Language model ${chat.model}`, async () => {
      const question = { role: 'user', content: 'Say the word ready.' } as const;
      for await (const piece of chat.answer([question], new AbortController().signal)) return `“${piece.trim()}…”`;
      throw new Error('it says nothing');
    });
  }
  const room = house.room(call.guild.id);
  if (room !== undefined && packets.length > 0) room.speak(testSentence, undefined);
  return { text: lines.join('\n') };
}

function hearBack(packets: readonly Buffer[], house: House): Promise<string> {
  if (packets.length === 0) throw new Error('there is nothing to hear');
  const url = socketUrl(house.settings.server, '/ws/stt/test');
  url.search = new URLSearchParams({ encoding: 'opus', sample_rate: '48000', channels: '2', language: house.settings.language }).toString();
  return new Promise((resolve, reject) => {
    const ear = new Ear({
      url,
      key: house.settings.serverKey,
      silenceMs: () => 500,
      onHeard: (heard) => {
        if (!heard.isFinal || heard.text === '') return;
        clearTimeout(limit);
        ear.end();
        resolve(heard.text);
      },
      onSpeech: () => undefined,
      onLost: () => undefined,
      onRefused: (refusal) => {
        clearTimeout(limit);
        ear.end();
        reject(new Error(`${refusal.code} ${refusal.message}`));
      },
    });
    const limit = setTimeout(() => {
      ear.end();
      reject(new Error('nothing was heard in 15 s'));
    }, 15_000);
    for (const packet of packets) ear.hear(packet);
  });
}
