/** Moments of one answer, ms since 1970. */
export interface Steps {
  /** The last sample of the question came in. */
  readonly spoken: number;
  /** Its final text was there. */
  readonly heard: number;
  readonly firstWord: number;
  readonly firstAudio: number;
  /** The first packet of the answer went into the channel. */
  readonly sounded: number;
}

const names = ['silence and recognition', "the model's first words", 'speech made', 'into the channel', 'in all'] as const;
const remembered = 200;

/** How long the steps of the answers of a channel took. */
export class Latencies {
  private readonly all: Steps[] = [];

  add(steps: Steps): void {
    this.all.push(steps);
    if (this.all.length > remembered) this.all.shift();
  }

  /** For people. */
  describe(silenceMs: number): string {
    const last = this.all.at(-1);
    if (last === undefined) return 'Nothing was answered yet.';
    const rows = this.all.map(parts);
    const lines = names.map((name, index) => {
      const sorted = rows.map((row) => row[index]!).sort((left, right) => left - right);
      return `${name.padEnd(24)}${ms(parts(last)[index]!)}${ms(sorted[Math.floor((sorted.length - 1) / 2)]!)}${ms(sorted.at(-1)!)}`;
    });
    return `End of speech → sound, ms, of ${this.all.length} answers (${silenceMs} of it is the silence that ends an utterance)\n` +
      `\`\`\`\n${''.padEnd(24)}    last     p50    most\n${lines.join('\n')}\n\`\`\``;
  }

  /** The same for a program. */
  get steps(): readonly Steps[] {
    return this.all;
  }
}

function parts(steps: Steps): number[] {
  return [
    steps.heard - steps.spoken,
    steps.firstWord - steps.heard,
    steps.firstAudio - steps.firstWord,
    steps.sounded - steps.firstAudio,
    steps.sounded - steps.spoken,
  ];
}

function ms(value: number): string {
  return String(Math.round(value)).padStart(8);
}
