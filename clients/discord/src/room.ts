import { entersState, joinVoiceChannel, VoiceConnectionStatus, type VoiceConnection } from '@discordjs/voice';
import { ChannelType, type Guild, type SendableChannels, type VoiceBasedChannel } from 'discord.js';
import { Backoff } from './backoff.js';
import { Captions, type Caption } from './captions.js';
import { Chat, type ChatMessage } from './chat.js';
import type { GuildSettings } from './guildSettings.js';
import { Ear, type Heard } from './hearing.js';
import { Latencies, type Steps } from './latency.js';
import { log } from './log.js';
import { Player } from './player.js';
import { refusalText, socketUrl } from './server.js';
import type { Settings } from './settings.js';
import { Speech } from './speech.js';
import { day, Transcript } from './transcript.js';
import { afterWakePhrase } from './wakePhrase.js';

/** After the name alone, the question may come this much later. */
const namedMs = 8_000;
/** Questions that are being answered in one channel; more are a crowd, not a conversation. */
const mostAnswers = 8;
const rejoins = 6;

/** The bot in one voice channel: who is heard, what is written, answered and said there. */
export class Room {
  readonly player = new Player();
  readonly latencies = new Latencies();
  readonly transcript: Transcript;
  private readonly ears = new Map<string, Ear>();
  private readonly answers = new Set<AbortController>();
  private readonly named = new Map<string, number>();
  private readonly history: ChatMessage[] = [];
  private readonly chat: Chat | undefined;
  private readonly toldRefusals = new Map<string, number>();
  private captionsOf: Promise<Captions> | undefined;
  private recovering = false;
  private closed = false;

  private constructor(
    private readonly settings: Settings,
    private readonly choices: GuildSettings,
    readonly guild: Guild,
    readonly connection: VoiceConnection,
    public textChannel: SendableChannels,
    private readonly onClose: () => void,
  ) {
    this.chat = settings.chat && new Chat(settings.chat);
    this.transcript = new Transcript(settings.dataDir, guild.id, new Date());
    connection.subscribe(this.player.audio);
    connection.on('error', (error) => log.error(`voice: ${error.message}`));
    connection.on('stateChange', (before, now) => {
      log.debug(`voice of ${guild.id}: ${before.status} → ${now.status}`);
      if (now.status === VoiceConnectionStatus.Destroyed) this.close();
      else if (before.status === VoiceConnectionStatus.Ready && now.status !== VoiceConnectionStatus.Ready) void this.recover();
    });
    connection.receiver.speaking.on('start', (user) => this.onPackets(user));
  }

  /** @throws when Discord gives no voice connection in 20 s. */
  static async join(
    settings: Settings, choices: GuildSettings, channel: VoiceBasedChannel, textChannel: SendableChannels, onClose: () => void,
  ): Promise<Room> {
    const connection = joinVoiceChannel({
      channelId: channel.id,
      guildId: channel.guild.id,
      adapterCreator: channel.guild.voiceAdapterCreator,
      selfDeaf: false,
      selfMute: false,
    });
    const room = new Room(settings, choices, channel.guild, connection, textChannel, onClose);
    try {
      await entersState(connection, VoiceConnectionStatus.Ready, 20_000);
    } catch {
      connection.destroy();
      throw new Error('Discord gave no voice connection in 20 s. May I connect and speak there?');
    }
    return room;
  }

  get voiceChannelId(): string {
    return this.connection.joinConfig.channelId!;
  }

  get wakePhrase(): string {
    return this.choices.get(this.guild.id).wakePhrase ?? this.settings.wakePhrase ?? `hey ${this.guild.members.me?.displayName ?? 'bot'}`;
  }

  get silenceMs(): number {
    return this.choices.get(this.guild.id).silenceMs ?? this.settings.silenceMs;
  }

  get listening(): boolean {
    return this.choices.get(this.guild.id).listen ?? true;
  }

  get canAnswer(): boolean {
    return this.chat !== undefined;
  }

  /** Says a text; errors are written into the text channel. @returns false when too many wait. */
  speak(text: string, voice: string | undefined): boolean {
    return this.player.add({
      isAnswer: false,
      open: () => {
        const speech = this.openSpeech(voice);
        speech.write(text);
        speech.end();
        return speech;
      },
      onEnd: (end) => {
        if (end instanceof Error) this.tell(end.message);
      },
    });
  }

  openSpeech(voice?: string): Speech {
    return new Speech({
      url: socketUrl(this.settings.server, '/ws/tts'),
      key: this.settings.serverKey,
      voice: voice ?? this.choices.get(this.guild.id).voice ?? this.settings.voice,
    });
  }

  /** Stops what is said, what waits and what is being answered. @returns how many. */
  stop(): number {
    const answers = this.answers.size;
    for (const answer of this.answers) answer.abort();
    return Math.max(answers, this.player.clear());
  }

  /** The choices have changed. */
  configure(): void {
    for (const ear of this.ears.values()) {
      if (this.listening) ear.configure();
      else ear.leave();
    }
    if (!this.listening) this.ears.clear();
  }

  /** Somebody left the channel, perhaps in the middle of a word. */
  left(user: string): void {
    this.ears.get(user)?.leave();
    this.ears.delete(user);
    this.named.delete(user);
  }

  /** Discord has a new session of the bot and knows nothing of its voice. */
  rejoin(): void {
    this.connection.rejoin();
  }

  leave(): void {
    if (this.connection.state.status !== VoiceConnectionStatus.Destroyed) this.connection.destroy();
    this.close();
  }

  /** A question in words, asked aloud or in writing. */
  ask(name: string, question: string, heard?: Heard): void {
    const chat = this.chat;
    if (chat === undefined) return this.tell('I have no language model to answer with (LLM_BASE_URL).');
    if (this.answers.size >= mostAnswers) return this.tell('Too many questions at once: I left one out.');
    const abort = new AbortController();
    this.answers.add(abort);
    const caption = this.captions().then((captions) => captions.begin(this.botName));
    const speech = this.openSpeech();
    const moments: { firstWord?: number } = {};
    let written = '';
    const queued = this.player.add({
      isAnswer: true,
      open: () => speech,
      onSound: () => {
        if (heard === undefined || moments.firstWord === undefined || speech.audioAt === undefined) return;
        const steps: Steps = {
          spoken: heard.endedAt, heard: heard.at, firstWord: moments.firstWord, firstAudio: speech.audioAt, sounded: Date.now(),
        };
        this.latencies.add(steps);
        log.info(`answer: ${JSON.stringify(steps)}`);
      },
      onEnd: (end) => {
        if (end === 'stopped') abort.abort();
        else if (end instanceof Error) this.tell(end.message);
      },
    });
    if (!queued) {
      speech.stop();
      this.answers.delete(abort);
      return this.tell('Too much waits to be said: I left an answer out.');
    }
    abort.signal.addEventListener('abort', () => speech.stop(), { once: true });
    const asked: ChatMessage = { role: 'user', content: `${name}: ${question}` };
    void (async () => {
      try {
        for await (const piece of chat.answer([...this.history, asked], abort.signal)) {
          moments.firstWord ??= Date.now();
          written += piece;
          speech.write(piece);
          (await caption).show(written, false);
        }
        speech.end();
      } catch (error) {
        speech.end();
        if (!abort.signal.aborted) this.tell((error as Error).message);
      } finally {
        this.answers.delete(abort);
        (await caption).show(abort.signal.aborted && written !== '' ? `${written} —` : written, true);
        if (written !== '') {
          this.transcript.add({ at: Date.now(), name: this.botName, text: written });
          this.remember(asked, { role: 'assistant', content: abort.signal.aborted ? `${written} — (interrupted)` : written });
        }
      }
    })();
  }

  /** Into the text channel. */
  tell(text: string): void {
    this.textChannel.send(text).catch((error) => log.error(`text: ${String(error)}`));
  }

  private get botName(): string {
    return this.guild.members.me?.displayName ?? 'Bot';
  }

  private remember(...messages: ChatMessage[]): void {
    this.history.push(...messages);
    const most = (this.chat?.turns ?? 0) * 2;
    if (this.history.length > most) this.history.splice(0, this.history.length - most);
  }

  private onPackets(user: string): void {
    const member = this.guild.members.cache.get(user);
    if (!this.listening || member?.user.bot === true) return;
    // Large guilds are not told whole; his name is there before his first caption is.
    if (member === undefined) this.guild.members.fetch(user).catch((error) => log.debug(`a member: ${String(error)}`));
    const stream = this.connection.receiver.subscribe(user);
    if (stream.listenerCount('data') > 0) return;
    stream.on('data', (packet: Buffer) => {
      if (this.listening) this.earOf(user).hear(packet);
    });
    // A packet that does not decrypt ends the subscription; the next one begins another.
    stream.on('error', (error) => log.debug(`voice of a user: ${error.message}`));
  }

  private earOf(user: string): Ear {
    const existing = this.ears.get(user);
    if (existing !== undefined) return existing;
    const url = socketUrl(this.settings.server, `/ws/stt/${user}`);
    url.search = new URLSearchParams({
      encoding: 'opus', sample_rate: '48000', channels: '2', language: this.settings.language, hot_words: this.wakePhrase,
    }).toString();
    let caption: Promise<Caption> | undefined;
    const ear = new Ear({
      url,
      key: this.settings.serverKey,
      silenceMs: () => this.silenceMs,
      onSpeech: () => {
        if (this.player.giveWay()) log.info('answer: stopped, somebody talks');
      },
      onHeard: (heard) => {
        if (heard.text !== '' || caption !== undefined) {
          const name = this.nameOf(user);
          caption ??= this.captions().then((captions) => captions.begin(name));
          void caption.then((found) => found.show(heard.text, heard.isFinal));
        }
        if (!heard.isFinal) return;
        caption = undefined;
        if (heard.text !== '') this.heard(user, heard);
      },
      onLost: (ms) => this.tell(`The speech server was away too long: ${Math.round(ms / 1000)} s of ${this.nameOf(user)} were not heard.`),
      onRefused: (refusal) => this.tellOnce(refusal.code, refusalText(refusal)),
    });
    this.ears.set(user, ear);
    return ear;
  }

  private heard(user: string, heard: Heard): void {
    const name = this.nameOf(user);
    this.transcript.add({ at: heard.startedAt, name, text: heard.text });
    if (this.chat === undefined) return;
    const question = afterWakePhrase(heard.text, this.wakePhrase);
    if (question === '') {
      this.named.set(user, heard.at + namedMs);
      return;
    }
    const wasNamed = (this.named.get(user) ?? 0) >= heard.startedAt;
    this.named.delete(user);
    if (question !== undefined || wasNamed || this.choices.get(this.guild.id).assistant === true) this.ask(name, question ?? heard.text, heard);
  }

  /** Eight speakers have one trouble. */
  private tellOnce(code: string, text: string): void {
    const now = Date.now();
    if ((this.toldRefusals.get(code) ?? 0) > now - 60_000) return;
    this.toldRefusals.set(code, now);
    this.tell(text);
  }

  private nameOf(user: string): string {
    return this.guild.members.cache.get(user)?.displayName ?? `User ${user}`;
  }

  private captions(): Promise<Captions> {
    return (this.captionsOf ??= this.openThread().then((channel) => new Captions(channel)));
  }

  private async openThread(): Promise<SendableChannels> {
    const channel = this.textChannel;
    if (channel.type !== ChannelType.GuildText) return channel;
    try {
      const name = `Captions ${day(Date.now())} ${new Date().toTimeString().slice(0, 5)}`;
      return await channel.threads.create({ name, type: ChannelType.PublicThread });
    } catch (error) {
      log.info(`captions go into the channel, no thread can be made: ${String(error)}`);
      return channel;
    }
  }

  private async recover(): Promise<void> {
    if (this.recovering || this.closed) return;
    this.recovering = true;
    const backoff = new Backoff(500, 8_000);
    try {
      for (let attempt = 0; attempt < rejoins; attempt++) {
        try {
          await entersState(this.connection, VoiceConnectionStatus.Ready, 10_000);
          return;
        } catch {
          if (this.closed || (this.connection.state.status as VoiceConnectionStatus) === VoiceConnectionStatus.Destroyed) return;
        }
        await new Promise((resolve) => setTimeout(resolve, backoff.next()));
        if (!this.closed) this.connection.rejoin();
      }
      if (this.closed) return;
      this.tell('I lost the voice channel and could not come back. `/join` calls me again.');
      this.leave();
    } finally {
      this.recovering = false;
    }
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stop();
    for (const ear of this.ears.values()) ear.leave();
    this.ears.clear();
    this.onClose();
  }
}
