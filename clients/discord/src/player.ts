import { Readable } from 'node:stream';
import { AudioPlayerStatus, createAudioPlayer, createAudioResource, NoSubscriberBehavior, StreamType, type AudioPlayer } from '@discordjs/voice';
import type { Speech } from './speech.js';

/** Something to be said in a channel. */
export interface Utterance {
  /** An answer gives way to who speaks; what was asked for by a command does not. */
  readonly isAnswer: boolean;
  /** Opens the connection; called when its turn is near, once. */
  readonly open: () => Speech;
  /** The first sound went into the channel. */
  readonly onSound?: (speech: Speech) => void;
  /** Over, for one of these reasons. */
  readonly onEnd?: (end: 'said' | 'stopped' | Error) => void;
}

interface Place {
  readonly utterance: Utterance;
  speech?: Speech;
  sounded?: boolean;
  over?: boolean;
}

/** As many texts as may wait in a guild. */
export const longestQueue = 60;

/** What is said in one channel, one after the other; the next connection is made while the one before is heard. */
export class Player {
  readonly audio: AudioPlayer = createAudioPlayer({
    // A text that is still being written has pauses.
    behaviors: { noSubscriber: NoSubscriberBehavior.Pause, maxMissedFrames: Number.MAX_SAFE_INTEGER },
  });
  private readonly queue: Place[] = [];

  constructor() {
    // The library looks for ffmpeg, and waits for it, with the first resource of all: not in the middle of the first answer.
    createAudioResource(Readable.from([]), { inputType: StreamType.OggOpus }).playStream.destroy();
    this.audio.on('stateChange', (before, now) => {
      if (now.status === AudioPlayerStatus.Playing && before.status === AudioPlayerStatus.Buffering) this.sounding();
      if (now.status === AudioPlayerStatus.Idle && before.status !== AudioPlayerStatus.Idle) this.played();
    });
    this.audio.on('error', () => undefined);
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** An answer is being said, or will be next. */
  get answering(): boolean {
    return this.queue[0]?.utterance.isAnswer === true && this.queue[0].sounded === true;
  }

  /** @returns false when too many wait. */
  add(utterance: Utterance): boolean {
    if (this.queue.length >= longestQueue) return false;
    this.queue.push({ utterance });
    if (utterance.isAnswer) this.openPlace(this.queue.at(-1)!);
    if (this.queue.length === 1) this.play();
    else this.openPlace(this.queue[1]!);
    return true;
  }

  /** Stops what is said now and forgets what waits. @returns how many. */
  clear(): number {
    const count = this.queue.length;
    const places = this.queue.splice(0);
    for (const place of places) this.end(place, 'stopped');
    this.audio.stop(true);
    return count;
  }

  /** Somebody talks: an answer that is being said stops. @returns whether one did. */
  giveWay(): boolean {
    if (!this.answering) return false;
    const place = this.queue[0]!;
    this.end(place, 'stopped');
    this.audio.stop(true);
    return true;
  }

  private openPlace(place: Place): void {
    place.speech ??= place.utterance.open();
  }

  private play(): void {
    const place = this.queue[0];
    if (place === undefined) return;
    this.openPlace(place);
    const audio = place.speech!.audio;
    audio.once('error', (error) => this.end(place, error));
    if (audio.destroyed) {
      this.end(place, audio.errored ?? new Error('nothing was said'));
      this.next(place);
      return;
    }
    this.audio.play(createAudioResource(audio, { inputType: StreamType.OggOpus, silencePaddingFrames: 5 }));
    const next = this.queue[1];
    if (next !== undefined) this.openPlace(next);
  }

  private sounding(): void {
    const place = this.queue[0];
    if (place === undefined || place.sounded) return;
    place.sounded = true;
    place.utterance.onSound?.(place.speech!);
  }

  private played(): void {
    const place = this.queue[0];
    if (place === undefined) return;
    const error = place.speech?.audio.errored;
    this.end(place, error ?? (place.sounded ? 'said' : 'stopped'));
    this.next(place);
  }

  private next(place: Place): void {
    if (this.queue[0] === place) this.queue.shift();
    // Not in the player's own change of state.
    setImmediate(() => {
      if (this.audio.state.status === AudioPlayerStatus.Idle) this.play();
    });
  }

  private end(place: Place, how: 'said' | 'stopped' | Error): void {
    if (place.over) return;
    place.over = true;
    place.speech?.stop();
    place.utterance.onEnd?.(how);
  }
}
