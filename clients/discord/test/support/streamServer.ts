import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { until } from './until.js';

/** The real StreamServer: a process of its own, or one that STREAM_SERVER_URL names. */
export class StreamServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    /** Where it asks for one. */
    readonly key?: string,
  ) {}

  /** @param own a process that this test may end. */
  static async start(own = false): Promise<StreamServer> {
    const given = process.env['STREAM_SERVER_URL'];
    if (given !== undefined && !own) return new StreamServer(given.replace(/\/+$/, ''), process.env['STREAM_SERVER_KEY']);
    const server = new StreamServer(`http://127.0.0.1:${await freePort()}`);
    await server.run();
    return server;
  }

  /** Starts it, on the port that it had. */
  async run(): Promise<void> {
    const program = process.env['STREAM_SERVER_DLL'];
    if (program === undefined) throw new Error('STREAM_SERVER_DLL names no built StreamServer.dll, and STREAM_SERVER_URL no running server.');
    const { port } = new URL(this.url);
    this.process = spawn('dotnet', [program], {
      stdio: 'inherit',
      // Built into artifacts/bin/StreamServer/release: the models are in the repository.
      env: { MODELS_DIR: join(dirname(program), '../../../../models'), ...process.env, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'Error', VAD_MODEL: 'tiny-vad' },
    });
    const running = this.process;
    await until('the server is ready', async () => {
      if (running.exitCode !== null) throw new Error(`The server ended with ${running.exitCode}.`);
      return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.ok === true;
    });
  }

  /** As a machine that fails. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an update: it says goodbye. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** A sentence as WAV of 48 kHz. */
  async speak(text: string, seed = 7, speaker = 'Mitra'): Promise<Buffer> {
    const response = await fetch(`${this.url}/v1/tts/generate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...this.headers },
      body: JSON.stringify({ text, speaker, seed, output: '48khz', stream: false }),
    });
    if (!response.ok) throw new Error(`The server does not speak: ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** What is said in a recording. */
  async hear(wav: Buffer): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([wav]), 'heard.wav');
    form.append('model', 'whisper-1');
    const response = await fetch(`${this.url}/v1/audio/transcriptions`, { method: 'POST', body: form, headers: this.headers });
    if (!response.ok) throw new Error(`The server does not hear: ${await response.text()}`);
    return ((await response.json()) as { text: string }).text;
  }

  private get headers(): Record<string, string> {
    return this.key === undefined ? {} : { Authorization: `Bearer ${this.key}` };
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process: running } = this;
    this.process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
