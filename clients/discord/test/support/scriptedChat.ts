import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly at: number;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** A `chat/completions` that says what it was told to, a word at a time. */
export class ScriptedChat {
  readonly asked: Asked[] = [];
  /** By the question. */
  answer: (question: string) => string = () => 'Yes.';
  wordMs = 5;
  /** The next so many requests are refused with 429. */
  refuse = 0;
  /** Requests whose reader left before the end. */
  aborted = 0;

  private constructor(private readonly http: Server) {}

  static async start(): Promise<ScriptedChat> {
    const http = createServer();
    const chat = new ScriptedChat(http);
    http.on('request', async (request, response) => {
      let body = '';
      for await (const piece of request) body += String(piece);
      if (chat.refuse > 0) {
        chat.refuse--;
        response.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '9' });
        response.end(JSON.stringify({ error: { message: 'Slow down.', type: 'rate_limit' } }));
        return;
      }
      const { messages } = JSON.parse(body) as Asked;
      chat.asked.push({ at: Date.now(), messages });
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (const word of chat.answer(messages.at(-1)!.content).match(/\S+\s*/g) ?? []) {
        if (response.destroyed) {
          chat.aborted++;
          return;
        }
        response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: word } }] })}\n\n`);
        if (chat.wordMs > 0) await new Promise((resolve) => setTimeout(resolve, chat.wordMs));
      }
      response.end('data: [DONE]\n\n');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return chat;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
