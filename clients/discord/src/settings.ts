/** What the environment says. Everything is read once, at the start. */
export interface Settings {
  readonly token: string;
  /** Where Discord's REST is; it tells where the gateway is. */
  readonly discordApi: string;
  readonly server: URL;
  readonly serverKey: string | undefined;
  /** Undefined: nothing is answered, everything else works. */
  readonly chat: ChatSettings | undefined;
  /** Before commands in messages; empty: no commands in messages but by mention, and no privileged intent. */
  readonly prefix: string;
  /** Undefined: "hey" and the bot's own name. */
  readonly wakePhrase: string | undefined;
  readonly voice: string | undefined;
  readonly language: string;
  /** Silence that ends an utterance, in ms. */
  readonly silenceMs: number;
  readonly dataDir: string;
  readonly debug: boolean;
}

export interface ChatSettings {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly instructions: string;
  readonly maxTokens: number;
  /** Questions and answers that are sent along. */
  readonly turns: number;
}

/** Silence that may end an utterance, in ms: what the server takes and people bear. */
export const silenceRange = { least: 200, most: 5000 } as const;

const instructions =
  'You take part in a voice conversation. What you write is spoken aloud: answer in one to three short plain sentences, ' +
  'without markup, lists or emoji. Each message begins with the name of who speaks.';

export class SettingsError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The settings are wrong:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
  }
}

/** @throws {SettingsError} with every mistake, not the first only. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const mistakes: string[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const url = (name: string, standard: string | undefined, schemes: readonly string[]): URL | undefined => {
    const value = text(name) ?? standard;
    if (value === undefined) return undefined;
    try {
      const parsed = new URL(value);
      if (schemes.includes(parsed.protocol)) return parsed;
    } catch {
      // Named below.
    }
    mistakes.push(`${name} is "${value}", which is no address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`);
    return undefined;
  };
  const whole = (name: string, standard: number, least: number, most: number): number => {
    const value = text(name);
    if (value === undefined) return standard;
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    mistakes.push(`${name} is "${value}"; a whole number from ${least} to ${most} is wanted.`);
    return standard;
  };

  const token = text('DISCORD_TOKEN');
  if (token === undefined) mistakes.push('DISCORD_TOKEN is missing: the token of the bot, from https://discord.com/developers/applications.');
  const http = ['http:', 'https:'];
  const discordApi = url('DISCORD_API', 'https://discord.com/api', http);
  const server = url('STREAM_SERVER_URL', 'http://127.0.0.1:8000', http);
  const base = url('LLM_BASE_URL', undefined, http);
  const model = text('LLM_MODEL');
  if (text('LLM_BASE_URL') !== undefined && model === undefined) mistakes.push('LLM_MODEL is missing: the model to ask at LLM_BASE_URL.');
  const maxTokens = whole('LLM_MAX_TOKENS', 300, 1, 4096);
  const turns = whole('LLM_TURNS', 8, 0, 100);
  const silenceMs = whole('UTTERANCE_SILENCE_MS', 1000, silenceRange.least, silenceRange.most);
  const prefix = environment['PREFIX']?.trim() ?? '!';
  if (prefix.length > 5 || /\s/.test(prefix)) mistakes.push(`PREFIX is "${prefix}"; at most 5 characters without a space are wanted.`);
  const level = text('LOG_LEVEL') ?? 'info';
  if (level !== 'info' && level !== 'debug') mistakes.push(`LOG_LEVEL is "${level}"; info or debug is wanted.`);
  if (mistakes.length > 0) throw new SettingsError(mistakes);

  return {
    token: token!,
    discordApi: trimmed(discordApi!),
    server: server!,
    serverKey: text('STREAM_SERVER_KEY'),
    chat: base && {
      baseUrl: trimmed(base),
      model: model!,
      apiKey: text('LLM_API_KEY'),
      instructions: text('LLM_INSTRUCTIONS') ?? instructions,
      maxTokens,
      turns,
    },
    prefix,
    wakePhrase: text('WAKE_PHRASE'),
    voice: text('VOICE'),
    language: text('LANGUAGE') ?? 'auto',
    silenceMs,
    dataDir: text('DATA_DIR') ?? 'data',
    debug: level === 'debug',
  };
}

function trimmed(url: URL): string {
  return url.href.replace(/\/+$/, '');
}
