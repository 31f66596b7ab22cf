import WebSocket from 'ws';
import { Backoff } from './backoff.js';
import { log } from './log.js';
import { packetMs, silentPacket } from './opusPacket.js';
import { refusalOf, socketHeaders, type Refusal } from './server.js';

/** An utterance, or the beginning of one that goes on. Times are of the wall clock, in ms since 1970. */
export interface Heard {
  readonly text: string;
  readonly isFinal: boolean;
  readonly startedAt: number;
  /** When the last sample of speech came in. */
  readonly endedAt: number;
  /** When this text came from the server. */
  readonly at: number;
}

export interface EarOptions {
  readonly url: URL;
  readonly key: string | undefined;
  readonly silenceMs: () => number;
  /** Called with every change of the utterance and once with its end. An empty final ends an utterance that was nothing. */
  readonly onHeard: (heard: Heard) => void;
  /** It is speech, not noise, and goes on. */
  readonly onSpeech: () => void;
  /** Once a refusal, until audio goes through again. */
  readonly onRefused: (refusal: Refusal) => void;
  /** So many ms were never heard: there was no session for too long. */
  readonly onLost: (ms: number) => void;
}

interface Entry {
  readonly data: Buffer;
  readonly ms: number;
  /** When it came. */
  readonly wall: number;
  /** Where it lies in the session that it was last sent to, in ms. */
  position: number;
}

/** Audio that no final has accounted for is kept this long for the next session. */
const keptMs = 30_000;
/** A speaker who is silent this long gives his session back. */
const idleMs = 30_000;
/** A pause between packets that is no jitter. */
const pauseMs = 80;
/** Fed silence beyond the utterance's end, until its final must have been decided. */
const marginMs = 800;

/**
 * One speaker's audio into a session of his own. His Opus packets go as they are. Discord sends nothing while somebody is silent, so
 * silence is fed until the utterance has ended. What the server has not accounted for goes again into the next session when one breaks.
 */
export class Ear {
  private readonly backoff = new Backoff(200, 5_000);
  private socket: WebSocket | undefined;
  private ready = false;
  private retry: NodeJS.Timeout | undefined;
  private feeder: NodeJS.Timeout | undefined;
  private kept: Entry[] = [];
  /** Audio sent into this session, in ms. */
  private position = 0;
  private speechEnd = 0;
  private speaking = false;
  private utteranceStart = 0;
  private lastPacket = 0;
  private fed = 0;
  private leaving = false;
  private refused = false;
  private ended = false;
  private markers = 0;
  private replayedUntil = 0;
  /** Audio that grew too old while there was no session, in ms. */
  private lostMs = 0;

  constructor(private readonly options: EarOptions) {}

  hear(packet: Buffer): void {
    if (this.leaving || this.ended) return;
    this.lastPacket = Date.now();
    this.fed = 0;
    this.take(packet);
    this.feeder ??= setInterval(() => this.feed(), 20);
    this.connect();
  }

  /** The speaker has gone: what he said is finished, then the session ends. */
  leave(): void {
    if (this.leaving) return;
    this.leaving = true;
    if (this.kept.length === 0 && !this.speaking) return this.end();
    setTimeout(() => this.end(), keptMs).unref();
    if (this.ready) this.finish();
  }

  /** At once; what was not heard is lost. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.feeder);
    clearTimeout(this.retry);
    this.kept = [];
    this.drop();
  }

  /** What a session is opened with has changed, or the silence that ends an utterance has. */
  configure(): void {
    if (this.ready) this.say({ type: 'configure', endpointing: this.options.silenceMs() });
  }

  private take(data: Buffer): void {
    const entry: Entry = { data, ms: packetMs(data), wall: Date.now(), position: this.position };
    if (entry.ms === 0) return;
    this.kept.push(entry);
    this.forgetOld();
    this.send(entry);
  }

  private send(entry: Entry): void {
    if (!this.ready) return;
    entry.position = this.position;
    this.position += entry.ms;
    this.socket!.send(entry.data);
  }

  private forgetOld(): void {
    const oldest = Date.now() - keptMs;
    while (this.kept.length > 0 && this.kept[0]!.wall < oldest) {
      const { ms } = this.kept.shift()!;
      // An open session has got it.
      if (!this.ready) this.lostMs += ms;
    }
  }

  private feed(): void {
    const now = Date.now();
    const silent = now - this.lastPacket;
    if (silent < pauseMs) return;
    const limit = this.options.silenceMs() + marginMs;
    while (this.fed < limit && this.fed + 20 <= silent) {
      this.fed += 20;
      this.take(silentPacket);
    }
    if (this.fed >= limit) {
      clearInterval(this.feeder);
      this.feeder = undefined;
      // Comes back when everything before it is told: noise that was no utterance is forgotten then.
      if (this.ready) this.say({ type: 'marker', id: String(++this.markers) });
      setTimeout(() => this.rest(), idleMs).unref();
    }
  }

  private rest(): void {
    if (Date.now() - this.lastPacket >= idleMs && !this.speaking && this.kept.length === 0) this.drop();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.ready = false;
    if (socket === undefined) return;
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    else socket.terminate();
  }

  private connect(): void {
    if (this.socket !== undefined || this.retry !== undefined || this.ended) return;
    const url = new URL(this.options.url);
    url.searchParams.set('endpointing', String(this.options.silenceMs()));
    const socket = new WebSocket(url, { headers: socketHeaders(this.options.key), handshakeTimeout: 10_000, perMessageDeflate: false });
    this.socket = socket;
    let refusal: Refusal | undefined;
    socket.on('unexpected-response', (request, response) => {
      refusalOf(response).then((found) => {
        request.destroy();
        this.lost(socket, found);
      }, () => this.lost(socket, undefined));
    });
    socket.on('open', () => this.opened(socket));
    socket.on('message', (data, binary) => {
      if (binary) return;
      const message = JSON.parse(String(data)) as ServerMessage;
      if (message.type === 'error') refusal = { code: message.code ?? 'error', message: message.message ?? '', retryMs: (message.retry_after_seconds ?? 0) * 1000, status: 0 };
      else this.read(message);
    });
    socket.on('error', (error) => log.debug(`hearing: ${error.message}`));
    socket.on('close', () => this.lost(socket, refusal));
  }

  private opened(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.forgetOld();
    if (this.lostMs >= 1_000) this.options.onLost(this.lostMs);
    this.lostMs = 0;
    this.ready = true;
    this.position = 0;
    this.speechEnd = 0;
    this.speaking = false;
    this.replayedUntil = Date.now();
    for (const entry of this.kept) this.send(entry);
    if (this.leaving) this.finish();
  }

  private lost(socket: WebSocket, refusal: Refusal | undefined): void {
    if (this.socket !== socket) return;
    this.drop();
    if (this.ended) return;
    this.forgetOld();
    if (refusal !== undefined && !this.refused && refusal.code !== 'server_stopping' && refusal.code !== 'client_idle') {
      this.refused = true;
      this.options.onRefused(refusal);
    }
    if (this.kept.length === 0) {
      if (this.leaving) this.end();
      return;
    }
    const wait = this.backoff.next(refusal?.retryMs);
    log.info(`hearing: no session (${refusal?.code ?? 'connection lost'}), again in ${Math.round(wait)} ms`);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.forgetOld();
      this.connect();
    }, wait);
  }

  private finish(): void {
    this.say({ type: 'final' });
    this.say({ type: 'close' });
  }

  private say(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private read(message: ServerMessage): void {
    this.backoff.reset();
    this.refused = false;
    const now = Date.now();
    switch (message.type) {
      case 'vad':
        if (message.event === 'speech_start') {
          this.speaking = true;
          this.utteranceStart = this.wallAt((message.time ?? 0) * 1000);
        } else if (message.event === 'speech_end') {
          this.speechEnd = (message.time ?? 0) * 1000;
        } else {
          this.options.onSpeech();
        }
        break;
      case 'partial':
        if (message.text) this.options.onHeard({ text: message.text, isFinal: false, startedAt: this.utteranceStart, endedAt: now, at: now });
        break;
      case 'final': {
        this.speaking = false;
        const lastWord = message.words?.at(-1);
        const until = Math.max(this.speechEnd, (lastWord?.end_time ?? 0) * 1000);
        const startedAt = this.wallAt((message.words?.[0]?.start_time ?? 0) * 1000, this.utteranceStart);
        const arrived = now - (message.latency_ms ?? 0);
        // Audio that was sent again came long before this session got it.
        const endedAt = arrived > this.replayedUntil ? arrived : this.wallAt(until, arrived);
        this.account(until);
        this.options.onHeard({ text: message.text ?? '', isFinal: true, startedAt, endedAt, at: now });
        if (message.error) log.error(`hearing: an utterance was not understood (${message.error})`);
        break;
      }
      case 'marker':
        if (!this.speaking && message.id === String(this.markers) && Date.now() - this.lastPacket >= this.options.silenceMs()) this.kept = [];
        break;
      case 'warning':
        log.info(`hearing: ${message.code} ${message.message}`);
        break;
      case 'summary':
        if (this.leaving) this.end();
        break;
    }
  }

  /** A final has told what lies before this. */
  private account(position: number): void {
    const first = this.kept.findIndex((entry) => entry.position + entry.ms > position);
    this.kept = first < 0 ? [] : this.kept.slice(first);
  }

  private wallAt(position: number, otherwise = Date.now()): number {
    for (const entry of this.kept) if (entry.position + entry.ms > position) return entry.wall;
    return otherwise;
  }
}

interface ServerMessage {
  readonly type: string;
  readonly event?: string;
  readonly time?: number;
  readonly text?: string;
  readonly words?: readonly { readonly start_time: number; readonly end_time: number }[];
  readonly latency_ms?: number;
  readonly id?: string;
  readonly code?: string;
  readonly message?: string;
  readonly error?: string;
  readonly retry_after_seconds?: number;
}
