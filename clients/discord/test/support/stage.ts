import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packetsToPcm, pcmToWav, peak, wavToPackets } from './audio.js';
import { selfSigned } from './certificate.js';
import { anna, LoopbackDiscord } from './loopbackDiscord.js';
import { ScriptedChat } from './scriptedChat.js';
import { StreamServer } from './streamServer.js';
import { until } from './until.js';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'main.js');

/** Discord, the real server, a chat endpoint and the unmodified bot as a process of its own. */
export class Stage {
  readonly output: string[] = [];
  private bot: ChildProcess | undefined;

  private constructor(
    readonly discord: LoopbackDiscord,
    readonly server: StreamServer,
    readonly chat: ScriptedChat,
    readonly folder: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async open(settings: Record<string, string> = {}, ownServer = false): Promise<Stage> {
    const tls = selfSigned();
    const folder = await mkdtemp(join(tmpdir(), 'discord-bot-'));
    await writeFile(join(folder, 'voice.pem'), tls.certificate);
    const server = await StreamServer.start(ownServer);
    const stage = new Stage(await LoopbackDiscord.start(tls), server, await ScriptedChat.start(), folder, settings);
    try {
      await stage.startBot();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async startBot(): Promise<void> {
    const identified = this.discord.identifies;
    const bot = spawn(process.execPath, [program], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: join(this.folder, 'voice.pem'),
        NODE_NO_WARNINGS: '1',
        DISCORD_TOKEN: 'MTAwMDAwMDAwMDAwMDAwMDAx.loopback.token',
        DISCORD_API: this.discord.api,
        STREAM_SERVER_URL: this.server.url,
        ...(this.server.key === undefined ? {} : { STREAM_SERVER_KEY: this.server.key }),
        LLM_BASE_URL: this.chat.baseUrl,
        LLM_MODEL: 'scripted',
        LOG_LEVEL: 'debug',
        ...this.settings,
      },
    });
    this.bot = bot;
    for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (text) => this.output.push(...String(text).trimEnd().split('\n')));
    await until('the bot has logged in and registered its commands', () => {
      if (bot.exitCode !== null) throw new Error(`The bot ended:\n${this.output.join('\n')}`);
      return this.discord.identifies > identified && this.discord.registered.length > 0;
    });
  }

  async stopBot(): Promise<void> {
    const { bot } = this;
    this.bot = undefined;
    if (bot === undefined || bot.exitCode !== null) return;
    const gone = new Promise((resolve) => bot.once('exit', resolve));
    bot.kill('SIGTERM');
    await gone;
  }

  get running(): boolean {
    return this.bot !== undefined && this.bot.exitCode === null;
  }

  async close(): Promise<void> {
    await this.stopBot();
    await this.discord.stop();
    await this.chat.stop();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A slash command and what it is answered. */
  async slash(name: string, options: Record<string, string> = {}): Promise<string> {
    return (await this.slashAnswer(name, options)).content;
  }

  slashAnswer(name: string, options: Record<string, string> = {}): Promise<{ content: string; body: string; flags: number }> {
    const token = this.discord.slash(name, options);
    return until(`/${name} is answered\n${this.output.join('\n')}`, () => this.discord.answers.get(token));
  }

  /** Somebody says a sentence in the channel. @returns when its last packet left. */
  async say(text: string, user = anna, speaker = 'Mitra'): Promise<number> {
    return this.discord.voice.speak(user, wavToPackets(await this.server.speak(text, 7, speaker)));
  }

  /** Waits until the last captions of somebody, since so many messages, are a sentence but for this share of its words. */
  async captioned(known: number, name: string, sentence: string, errors = 0.34): Promise<void> {
    const start = `**${name}** `;
    const captions = (): string[] => this.discord.messages.slice(known)
      .filter((shown) => !shown.deleted && shown.content.startsWith(start)).map((shown) => shown.content.slice(start.length));
    const fits = (all: readonly string[]): boolean =>
      !all.some((caption) => caption.endsWith(' …')) && all.some((_, first) => wordErrors(sentence, all.slice(first).join(' ')) <= errors);
    try {
      // A busy machine may make two utterances of one.
      await until('captions', () => fits(captions()));
    } catch {
      throw new Error(`${name} said “${sentence}”, the captions are ${JSON.stringify(captions())}\n${this.output.join('\n')}`);
    }
  }

  /** Waits until the bot has been silent for two seconds. @returns what it said since. */
  async botSaid(since: number): Promise<{ text: string; firstAt: number; seconds: number; peak: number; wav: Buffer }> {
    const { heard } = this.discord.voice;
    await until(`the bot speaks\n${this.output.join('\n')}`, () => heard.length > since);
    let last = heard.length;
    let changed = Date.now();
    await until('the bot has finished', () => {
      if (heard.length !== last) {
        last = heard.length;
        changed = Date.now();
      }
      return Date.now() - changed > 2_000;
    });
    const packets = heard.slice(since);
    const pcm = packetsToPcm(packets.map((packet) => packet.opus));
    const wav = pcmToWav(pcm);
    return { text: await this.server.hear(wav), firstAt: packets[0]!.at, seconds: pcm.length / 192_000, peak: peak(pcm), wav };
  }

  /** A message of the bot that reads so. */
  message(pattern: RegExp): Promise<string> {
    return until(`a message ${pattern}\n${this.output.join('\n')}`, () => this.discord.messages.find((shown) => !shown.deleted && pattern.test(shown.content))?.content);
  }
}

/** Words that differ, of those that were written. */
export function wordErrors(written: string, heard: string): number {
  const words = (text: string): string[] => text.toLowerCase().replace(/[^a-z' ]/g, ' ').split(/\s+/).filter((word) => word !== '');
  const wanted = words(written);
  const found = words(heard);
  let row = found.map((_, index) => index + 1);
  row.unshift(0);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= found.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (wanted[i - 1] === found[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[found.length]! / wanted.length;
}
