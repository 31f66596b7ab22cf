import type { IncomingMessage } from 'node:http';
import type { Settings } from './settings.js';

/** Why the server did not take something. */
export interface Refusal {
  /** Its stable name of the reason. */
  readonly code: string;
  readonly message: string;
  /** How long it asks to wait, in ms; 0 when it says nothing. */
  readonly retryMs: number;
  /** Of HTTP; 0 when it came over an open socket. */
  readonly status: number;
}

export function socketHeaders(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` };
}

/** The address of a socket of the server, whose path may lie behind a proxy's. */
export function socketUrl(server: URL, path: string): URL {
  const url = new URL(server);
  url.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:';
  url.pathname = `${server.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

/** Reads the problem+json of an upgrade that was refused. */
export async function refusalOf(response: IncomingMessage): Promise<Refusal> {
  let body = '';
  response.setEncoding('utf8');
  for await (const piece of response) {
    body += String(piece);
    if (body.length > 65_536) break;
  }
  let problem: { code?: string; detail?: string; title?: string } = {};
  try {
    problem = JSON.parse(body) as typeof problem;
  } catch {
    // A proxy's page.
  }
  const status = response.statusCode ?? 0;
  const seconds = Number(response.headers['retry-after']);
  return {
    code: problem.code ?? `http_${status}`,
    message: problem.detail ?? problem.title ?? response.statusMessage ?? '',
    retryMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
    status,
  };
}

/** A sentence for people. */
export function refusalText(refusal: Refusal): string {
  const wait = refusal.retryMs > 0 ? ` I try again in ${Math.ceil(refusal.retryMs / 1000)} s.` : '';
  switch (refusal.status) {
    case 401:
    case 403:
      return `The speech server does not accept my key (STREAM_SERVER_KEY): ${refusal.message}`;
    case 429:
      return `A limit of my key at the speech server is reached: ${refusal.message}.${wait}`;
    case 503:
      return `The speech server is full at the moment.${wait}`;
    default:
      return `The speech server says: ${refusal.code} ${refusal.message}.${wait}`;
  }
}

export interface Voice {
  readonly name: string;
  readonly friendly: string;
  readonly description: string;
}

/** What the server is asked over HTTP. */
export class SpeechServer {
  private readonly base: string;

  constructor(private readonly settings: Settings) {
    this.base = settings.server.href.replace(/\/+$/, '');
  }

  async voices(): Promise<Voice[]> {
    return ((await this.get('/v1/tts/voices')) as { voices: Voice[] }).voices;
  }

  /** @returns the names of what is loaded. */
  async ready(): Promise<string> {
    const answer = (await this.get('/health/ready')) as { status?: string };
    return answer.status ?? 'ready';
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.base}${path}`, { headers: socketHeaders(this.settings.serverKey), signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    return response.json();
  }
}
