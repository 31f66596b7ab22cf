import { PassThrough, type Readable } from 'node:stream';
import WebSocket from 'ws';
import { Backoff } from './backoff.js';
import { log } from './log.js';
import { refusalOf, refusalText, socketHeaders, type Refusal } from './server.js';

export interface SpeechOptions {
  readonly url: URL;
  readonly key: string | undefined;
  readonly voice: string | undefined;
}

/** A server that is away this long is away. */
const patienceMs = 30_000;

/**
 * One utterance: text goes in as it is written, Ogg Opus of 48 kHz comes out as it is spoken. A connection that breaks before the first
 * audio is made again with all the text; one that breaks later ends the utterance there.
 */
export class Speech {
  /** Ends when everything was said; destroyed with an error when nothing can be. */
  readonly audio: Readable;
  /** When the first text went in and the first audio came out, ms since 1970. */
  textAt: number | undefined;
  audioAt: number | undefined;
  private readonly out = new PassThrough({ highWaterMark: 16 * 1024 * 1024 });
  private readonly backoff = new Backoff(200, 3_000);
  private readonly began = Date.now();
  private readonly texts: string[] = [];
  private socket: WebSocket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private flushed = false;
  private over = false;

  constructor(private readonly options: SpeechOptions) {
    this.audio = this.out;
    // Who does not listen for it does not die of it.
    this.out.on('error', () => undefined);
    this.connect();
  }

  write(text: string): void {
    if (this.flushed || this.over || text === '') return;
    this.textAt ??= Date.now();
    this.texts.push(text);
    if (this.socket?.readyState === WebSocket.OPEN) this.say({ type: 'speak', text });
  }

  /** Everything is written. */
  end(): void {
    if (this.flushed || this.over) return;
    this.flushed = true;
    if (this.texts.length === 0) return this.finish();
    if (this.socket?.readyState === WebSocket.OPEN) this.say({ type: 'flush' });
  }

  /** Silence, now: the server frees its place too. */
  stop(): void {
    this.finish();
  }

  private connect(): void {
    const url = new URL(this.options.url);
    url.searchParams.set('format', 'opus');
    url.searchParams.set('output', '48khz');
    url.searchParams.set('channels', '2');
    if (this.options.voice !== undefined) url.searchParams.set('speaker', this.options.voice);
    const socket = new WebSocket(url, { headers: socketHeaders(this.options.key), handshakeTimeout: 10_000, perMessageDeflate: false });
    this.socket = socket;
    let refusal: Refusal | undefined;
    socket.on('unexpected-response', (request, response) => {
      refusalOf(response).then((found) => {
        request.destroy();
        this.lost(socket, found);
      }, () => this.lost(socket, undefined));
    });
    socket.on('open', () => {
      for (const text of this.texts) this.say({ type: 'speak', text });
      if (this.flushed) this.say({ type: 'flush' });
    });
    socket.on('message', (data, binary) => {
      if (binary) {
        this.audioAt ??= Date.now();
        this.out.write(data as Buffer);
        return;
      }
      const message = JSON.parse(String(data)) as { type: string; code?: string; message?: string; retry_after_seconds?: number };
      if (message.type === 'flushed') this.finish();
      else if (message.type === 'error') {
        refusal = { code: message.code ?? 'error', message: message.message ?? '', retryMs: (message.retry_after_seconds ?? 0) * 1000, status: 0 };
      } else if (message.type === 'warning') log.info(`speaking: ${message.code} ${message.message}`);
    });
    socket.on('error', (error) => log.debug(`speaking: ${error.message}`));
    socket.on('close', () => this.lost(socket, refusal));
  }

  private lost(socket: WebSocket, refusal: Refusal | undefined): void {
    if (this.over || this.socket !== socket) return;
    this.socket = undefined;
    if (this.audioAt !== undefined) {
      log.info(`speaking: cut short (${refusal?.code ?? 'connection lost'})`);
      return this.finish();
    }
    const wait = this.backoff.next(refusal?.retryMs);
    const again = refusal === undefined || refusal.code === 'server_stopping' || refusal.status === 503 || refusal.status === 429;
    if (!again || Date.now() + wait - this.began > patienceMs) {
      const reason = refusal === undefined ? 'The speech server cannot be reached.' : refusalText({ ...refusal, retryMs: 0 });
      return this.finish(new Error(reason));
    }
    log.info(`speaking: no session (${refusal?.code ?? 'connection lost'}), again in ${Math.round(wait)} ms`);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private finish(error?: Error): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.retry);
    if (error === undefined) this.out.end();
    else this.out.destroy(error);
    const socket = this.socket;
    if (socket === undefined) return;
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    else socket.terminate();
  }

  private say(message: object): void {
    this.socket!.send(JSON.stringify(message));
  }
}
