import { escapeMarkdown, type Message, type SendableChannels } from 'discord.js';
import { log } from './log.js';

/** Discord takes about five edits in five seconds in a channel: partials come slower than that, finals at once. */
const editMs = 1_200;
/** So many unsent captions, and only finals are posted until there are fewer. */
const busy = 4;
/** Of a message. */
const mostCharacters = 2_000;

/** Writes captions into one thread: one message an utterance, edited while it grows. */
export class Captions {
  private sending = 0;

  constructor(readonly channel: SendableChannels) {}

  begin(name: string): Caption {
    return new Caption(this, name);
  }

  /** A message that is no caption. */
  say(text: string): void {
    this.channel.send(cut(text)).catch((error) => log.error(`captions: ${String(error)}`));
  }

  /** @internal */
  get crowded(): boolean {
    return this.sending >= busy;
  }

  /** @internal One request; it waits here as long as Discord's limits ask for. */
  async request<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.sending++;
    try {
      return await work();
    } catch (error) {
      log.error(`captions: ${String(error)}`);
      return undefined;
    } finally {
      this.sending--;
    }
  }
}

export class Caption {
  private message: Message | undefined;
  private shown = '';
  private wanted = '';
  private isFinal = false;
  private running = false;
  private editedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly captions: Captions,
    private readonly name: string,
  ) {}

  /** Text that was overtaken before it was sent is not sent. An empty final takes the caption away. */
  show(text: string, isFinal: boolean): void {
    if (this.isFinal) return;
    this.wanted = text === '' ? '' : cut(`**${escapeMarkdown(this.name)}** ${escapeMarkdown(text)}${isFinal ? '' : ' …'}`);
    this.isFinal = isFinal;
    if (isFinal) {
      clearTimeout(this.timer);
      this.timer = undefined;
      void this.run();
    } else {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.run();
      }, Math.max(0, this.editedAt + editMs - Date.now()));
    }
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (this.wanted !== this.shown && (this.isFinal || !this.captions.crowded)) {
        const text = this.wanted;
        const isFinal = this.isFinal;
        const message = this.message;
        if (text === '') await this.captions.request(async () => message?.delete());
        else if (message === undefined) this.message = await this.captions.request<Message>(() => this.captions.channel.send(text));
        else await this.captions.request(() => message.edit(text));
        this.shown = text;
        this.editedAt = Date.now();
        // A later partial has its own timer.
        if (!isFinal && !this.isFinal) return;
      }
    } finally {
      this.running = false;
    }
  }
}

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 2)} …`;
}
