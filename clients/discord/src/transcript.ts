import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { log } from './log.js';

export interface Line {
  /** When it began, ms since 1970. */
  readonly at: number;
  readonly name: string;
  readonly text: string;
}

/** A day of talk in the busiest of channels. */
const mostLines = 20_000;

/** Who said what when, from the moment the bot came. Also written to a file as it is said, which outlives the program. */
export class Transcript {
  private readonly lines: Line[] = [];
  private readonly file: string;
  private writing: Promise<void> = Promise.resolve();

  constructor(folder: string, guild: string, readonly began: Date) {
    this.file = join(folder, 'transcripts', guild, `${began.toISOString().replaceAll(':', '-').slice(0, 19)}.txt`);
  }

  add(line: Line): void {
    // By the time at which it began: who speaks long ends late.
    let place = this.lines.length;
    while (place > 0 && this.lines[place - 1]!.at > line.at) place--;
    this.lines.splice(place, 0, line);
    if (this.lines.length > mostLines) this.lines.shift();
    this.writing = this.writing
      .then(() => mkdir(dirname(this.file), { recursive: true }))
      .then(() => appendFile(this.file, `${written(line)}\n`))
      .catch((error) => log.error(`${this.file} was not written: ${String(error)}`));
  }

  get empty(): boolean {
    return this.lines.length === 0;
  }

  /** @returns its lines with the time of day of this machine. */
  text(): string {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return `Transcript of ${day(this.began.getTime())}, times of ${zone}\n\n${this.lines.map(written).join('\n')}\n`;
  }
}

function written(line: Line): string {
  const at = new Date(line.at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `[${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}] ${line.name}: ${line.text}`;
}

export function day(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
