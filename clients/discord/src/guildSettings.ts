import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { log } from './log.js';

/** What a guild has chosen. What is not chosen is the program's setting. */
export interface GuildChoice {
  voice?: string;
  /** False: nobody is heard. */
  listen?: boolean;
  /** True: every utterance is answered, named or not. */
  assistant?: boolean;
  wakePhrase?: string;
  silenceMs?: number;
  /** Where the bot is, so that it comes back after a restart. */
  joined?: { voiceChannel: string; textChannel: string };
}

/** The choices of all guilds in one JSON file, which is replaced as a whole: a crash leaves the old or the new one. */
export class GuildSettings {
  private readonly choices = new Map<string, GuildChoice>();
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly file: string) {}

  static async open(folder: string): Promise<GuildSettings> {
    const settings = new GuildSettings(join(folder, 'guilds.json'));
    try {
      const stored = JSON.parse(await readFile(settings.file, 'utf8')) as Record<string, GuildChoice>;
      for (const [guild, choice] of Object.entries(stored)) settings.choices.set(guild, choice);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Error(`${settings.file} cannot be read: ${String(error)}`);
    }
    return settings;
  }

  get(guild: string): Readonly<GuildChoice> {
    return this.choices.get(guild) ?? {};
  }

  guilds(): string[] {
    return [...this.choices.keys()];
  }

  /** Holds at once, is on the disk when the promise is fulfilled. */
  change(guild: string, change: Partial<GuildChoice>): Promise<void> {
    const choice: Record<string, unknown> = { ...this.get(guild), ...change };
    for (const name of Object.keys(choice)) if (choice[name] === undefined) delete choice[name];
    this.choices.set(guild, choice);
    this.writing = this.writing.then(() => this.write()).catch((error) => log.error(`${this.file} was not written: ${String(error)}`));
    return this.writing;
  }

  private async write(): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    const fresh = `${this.file}.new`;
    await writeFile(fresh, `${JSON.stringify(Object.fromEntries(this.choices), null, 2)}\n`);
    await rename(fresh, this.file);
  }
}
