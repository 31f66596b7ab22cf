import type { ChatSettings } from './settings.js';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What the model's server says when it does not answer. */
export class ChatError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly retryMs: number,
  ) {
    super(message);
  }
}

/** A model that is silent this long is given up. */
const silenceMs = 30_000;

/** Any `chat/completions` of OpenAI's shape, streamed. */
export class Chat {
  constructor(private readonly settings: ChatSettings) {}

  get model(): string {
    return this.settings.model;
  }

  get turns(): number {
    return this.settings.turns;
  }

  /**
   * The pieces of the answer as they are written.
   * @throws {ChatError} when it is refused; one short wait that a rate limit asks for is waited here.
   */
  async *answer(history: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<string> {
    const limit = new AbortController();
    const stop = (): void => limit.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    let timer = setTimeout(() => limit.abort(new ChatError('The language model does not answer.', 0, 0)), silenceMs);
    try {
      const response = await this.ask(history, limit.signal);
      for await (const data of events(response)) {
        clearTimeout(timer);
        timer = setTimeout(() => limit.abort(new ChatError('The language model stopped in the middle.', 0, 0)), silenceMs);
        if (data === '[DONE]') return;
        const piece = JSON.parse(data) as { choices?: { delta?: { content?: string | null } }[]; error?: { message?: string } };
        if (piece.error) throw new ChatError(`The language model says: ${piece.error.message ?? 'error'}`, 0, 0);
        const text = piece.choices?.[0]?.delta?.content;
        if (text) yield text;
      }
    } catch (error) {
      if (limit.signal.reason instanceof ChatError) throw limit.signal.reason;
      if (error instanceof ChatError || signal.aborted) throw error;
      throw new ChatError(`The language model cannot be reached (${(error as Error).message}).`, 0, 0);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      // Ends the transfer when the reader left early.
      limit.abort();
    }
  }

  private async ask(history: readonly ChatMessage[], signal: AbortSignal): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(`${this.settings.baseUrl}/chat/completions`, {
        method: 'POST',
        signal,
        headers: {
          'Content-Type': 'application/json',
          Accept: 'text/event-stream',
          ...(this.settings.apiKey === undefined ? {} : { Authorization: `Bearer ${this.settings.apiKey}` }),
        },
        body: JSON.stringify({
          model: this.settings.model,
          stream: true,
          max_tokens: this.settings.maxTokens,
          messages: [{ role: 'system', content: this.settings.instructions }, ...history],
        }),
      });
      if (response.ok) return response;
      const body = await response.text();
      const seconds = Number(response.headers.get('retry-after') ?? 0);
      const retryMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
      if (response.status === 429 && attempt === 0 && retryMs > 0 && retryMs <= 5_000) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, retryMs);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(new Error('stopped'));
          }, { once: true });
        });
        continue;
      }
      throw new ChatError(refused(response.status, body, retryMs), response.status, retryMs);
    }
  }
}

function refused(status: number, body: string, retryMs: number): string {
  let message = '';
  try {
    message = (JSON.parse(body) as { error?: { message?: string } }).error?.message ?? '';
  } catch {
    // Not of OpenAI's shape.
  }
  if (status === 429) return `The language model's rate limit is reached${retryMs > 0 ? `; it asks to wait ${Math.ceil(retryMs / 1000)} s` : ''}.`;
  return `The language model refuses (${status}${message && `: ${message.slice(0, 200)}`}).`;
}

/** The data of server-sent events. */
async function* events(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      else if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      }
    }
  }
  if (data.length > 0) yield data.join('\n');
}
