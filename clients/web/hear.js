// Microphone → /ws/stt → captions.

import { openSocket, whyRefused } from './api.js';
import { hidePartial, showFinal, showPartial } from './captions.js';
import { $, clock } from './dom.js';
import { Microphone } from './microphone.js';
import { Scope } from './scope.js';

const BlockSeconds = 0.04;
const Path = 'ws/stt';

// What a connection may be behind before audio is left out: the server is told how much.
const MaxBehindSeconds = 10;
const CloseLimit = 10_000;

const scope = new Scope($('scope'), BlockSeconds);
let session;

const say = (gate, button, pressed) => {
  $('gate-text').textContent = gate;
  $('listen-text').textContent = button;
  $('listen').setAttribute('aria-pressed', String(pressed));
};

class Session {
  constructor() {
    this.waiting = [];
    this.left = 0;
    this.samples = 0;
    this.isEnding = false;
  }

  async start() {
    scope.reset();
    hidePartial();
    $('hear-error').textContent = '';
    $('hear-note').textContent = '';
    say('Asking for the microphone…', 'Stop', true);
    try {
      this.microphone = await Microphone.open($('device').value, block => this.take(block), () => this.stop());
    } catch (error) {
      this.fail(error.message);
      return;
    }
    if (this.isEnding) {
      this.end();
      return;
    }
    listDevices();
    say('Connecting…', 'Stop', true);
    this.rate = this.microphone.rate;
    try {
      this.socket = openSocket(Path, { sample_rate: this.rate, language: $('language').value, interim_results: true, words: true });
    } catch {
      this.fail('The key has letters that no key has.');
      return;
    }
    this.socket.onopen = () => this.opened();
    this.socket.onmessage = ({ data }) => this.told(JSON.parse(data));
    this.socket.onclose = ({ code, reason }) => this.closed(code, reason);
  }

  opened() {
    this.isOpen = true;
    say('Listening: silence', 'Stop', true);
    for (const block of this.waiting.splice(0)) {
      this.send(block);
    }
  }

  take({ pcm, level }) {
    this.since ??= performance.now() - BlockSeconds * 1000;
    scope.push(level);
    $('stream-time').textContent = clock(scope.now);
    if (this.isOpen) {
      this.send(pcm);
    } else if (this.waiting.length * BlockSeconds < MaxBehindSeconds) {
      this.waiting.push(pcm);
    }
  }

  send(pcm) {
    if (this.socket.readyState !== WebSocket.OPEN || this.isEnding) {
      return;
    }
    if (this.socket.bufferedAmount > MaxBehindSeconds * this.rate * 2) {
      this.left += BlockSeconds * 1000;
      $('hear-note').textContent = 'The connection is too slow: some of what was said is left out.';
      return;
    }
    if (this.left > 0) {
      this.socket.send(JSON.stringify({ type: 'gap', ms: Math.round(this.left) }));
      this.left = 0;
    }
    this.socket.send(pcm);
  }

  told(message) {
    switch (message.type) {
      case 'transcript':
        this.heard(message);
        break;
      case 'warning':
        $('hear-note').textContent = message.message;
        break;
      case 'error':
        this.problem = message.message;
        break;
      case 'summary':
        $('hear-note').textContent = `${clock(message.audio_seconds)} heard, ${message.utterances} ${message.utterances === 1 ? 'utterance' : 'utterances'}`
          + (message.utterances > 0 ? `, each ${Math.round(message.mean_latency_ms)} ms after its last word in the mean.` : '.');
        break;
      default:
        break;
    }
  }

  heard(message) {
    scope.gate(message.utterance, message.start, message.is_final ? message.end : undefined);
    if (!this.hasCaption && message.text) {
      this.hasCaption = true;
      // From the first sound of the first word to the paint of its letters, by the clock of the audio that the page sent.
      const spoken = this.since + (message.words?.[0]?.start ?? message.start) * 1000;
      requestAnimationFrame(() => performance.measure('first-caption', { start: spoken, end: performance.now() }));
    }
    if (message.is_final) {
      showFinal(message);
      say('Listening: silence', 'Stop', true);
    } else {
      showPartial(message);
      say('Listening: speech', 'Stop', true);
    }
  }

  /** The last words still come. */
  stop() {
    if (this.isEnding) {
      return;
    }
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type: 'close' }));
      this.isEnding = true;
      this.microphone?.close();
      say('Waiting for the last words…', 'Start listening', false);
      this.late = setTimeout(() => this.socket.close(), CloseLimit);
      return;
    }
    this.isEnding = true;
    this.socket?.close();
    this.microphone?.close();
    this.end();
  }

  async closed(code, reason) {
    this.microphone?.close();
    const wasEnding = this.isEnding;
    const wasOpen = this.isOpen;
    this.end();
    if (wasEnding || code === 1000) {
      return;
    }
    const problem = this.problem ?? (wasOpen ? reason && `The server closed: ${reason}.` : undefined);
    this.fail(problem || (wasOpen ? 'The connection to the server is lost. Start again when it is back.' : (await whyRefused(Path)).message));
  }

  fail(message) {
    this.end();
    $('hear-error').textContent = message;
  }

  end() {
    clearTimeout(this.late);
    if (session === this) {
      session = undefined;
      hidePartial();
      scope.gates.forEach(gate => { gate.end ??= scope.now; });
      scope.ask();
      say('Microphone off', 'Start listening', false);
    }
  }
}

/** Names are told only after leave was given once. */
const listDevices = async () => {
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId);
  const chosen = $('device').value;
  $('device').replaceChildren(new Option('the usual one', ''), ...devices.map(({ label, deviceId }) => new Option(label, deviceId)));
  $('device').value = devices.some(({ deviceId }) => deviceId === chosen) ? chosen : '';
  $('device-label').hidden = devices.length < 2;
};

$('listen').addEventListener('click', () => {
  if (session) {
    session.stop();
  } else {
    session = new Session();
    session.start();
  }
});

/** What the recogniser tells apart. */
export const offerLanguages = codes => {
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });
  const chosen = $('language').value;
  $('language').replaceChildren(new Option('as heard', 'auto'), ...codes.map(code => new Option(names.of(code), code)));
  $('language').value = codes.includes(chosen) ? chosen : 'auto';
};
