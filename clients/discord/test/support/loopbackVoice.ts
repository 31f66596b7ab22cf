import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const silence = Buffer.from([0xf8, 0xff, 0xfe]);
const mode = 'aead_aes256_gcm_rtpsize';

/** A packet of the bot as a listener got it. */
export interface HeardPacket {
  /** When, ms since 1970. */
  readonly at: number;
  readonly opus: Buffer;
}

/** Discord's voice server for one channel: WebSocket version 8 over TLS and UDP, without end-to-end encryption (DAVE version 0). */
export class LoopbackVoice {
  readonly heard: HeardPacket[] = [];
  /** How often the bot opened a session, and how often it took up an old one. */
  identified = 0;
  resumed = 0;
  private readonly server: Server;
  private readonly udp: Socket = createSocket('udp4');
  private readonly key = randomBytes(32);
  private readonly botSsrc = 1000;
  private readonly ssrcs = new Map<string, { ssrc: number; sequence: number; timestamp: number }>();
  private socket: WebSocket | undefined;
  private bot: RemoteInfo | undefined;
  private nonce = 0;
  private sequence = 0;

  private constructor(tls: { certificate: string; key: string }) {
    this.server = createServer({ cert: tls.certificate, key: tls.key });
    new WebSocketServer({ server: this.server }).on('connection', (socket) => this.connected(socket));
    this.udp.on('message', (packet, from) => this.received(packet, from));
  }

  static async start(tls: { certificate: string; key: string }): Promise<LoopbackVoice> {
    const voice = new LoopbackVoice(tls);
    await new Promise<void>((resolve) => voice.server.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => voice.udp.bind(0, '127.0.0.1', resolve));
    return voice;
  }

  get endpoint(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Packets of somebody, paced as they come: one each 20 ms, then five of silence and nothing. @returns when the last one with sound left. */
  async speak(user: string, packets: readonly Buffer[], stop: () => boolean = () => false): Promise<number> {
    this.say(5, { user_id: user, ssrc: this.stateOf(user).ssrc, speaking: 1 });
    let last = Date.now();
    const began = Date.now();
    for (const [index, packet] of [...packets, silence, silence, silence, silence, silence].entries()) {
      const wait = began + index * 20 - Date.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (stop()) break;
      this.sendPacket(user, packet);
      if (index < packets.length) last = Date.now();
    }
    return last;
  }

  disconnect(user: string): void {
    this.ssrcs.delete(user);
    this.say(13, { user_id: user });
  }

  /** The voice server's connection drops, as networks do. */
  drop(): void {
    this.socket?.close(4015);
  }

  async stop(): Promise<void> {
    this.socket?.terminate();
    this.udp.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connected(socket: WebSocket): void {
    this.socket = socket;
    this.say(8, { v: 8, heartbeat_interval: 13_750 });
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: Record<string, never> };
      switch (op) {
        case 0:
          this.identified++;
          this.say(2, { ssrc: this.botSsrc, ip: '127.0.0.1', port: this.udp.address().port, modes: ['aead_xchacha20_poly1305_rtpsize', mode] });
          break;
        case 1:
          this.say(4, { mode, secret_key: [...this.key], dave_protocol_version: 0 });
          this.say(11, { user_ids: [...this.ssrcs.keys()] });
          for (const [user, state] of this.ssrcs) this.say(5, { user_id: user, ssrc: state.ssrc, speaking: 0 });
          break;
        case 3:
          this.say(6, { t: d['t'] });
          break;
        case 7:
          this.resumed++;
          this.say(9, null);
          break;
      }
    });
  }

  private say(op: number, d: unknown): void {
    this.socket?.send(JSON.stringify({ op, d, seq: ++this.sequence }));
  }

  private received(packet: Buffer, from: RemoteInfo): void {
    if (packet.length === 74 && packet.readUInt16BE(0) === 1) {
      const answer = Buffer.alloc(74);
      answer.writeUInt16BE(2, 0);
      answer.writeUInt16BE(70, 2);
      answer.writeUInt32BE(packet.readUInt32BE(4), 4);
      answer.write(from.address, 8);
      answer.writeUInt16BE(from.port, 72);
      this.bot = from;
      this.udp.send(answer, from.port, from.address);
    } else if (packet.length > 32 && (packet[1]! & 127) === 120) {
      this.bot = from;
      const nonce = Buffer.alloc(12);
      packet.copy(nonce, 0, packet.length - 4);
      const open = createDecipheriv('aes-256-gcm', this.key, nonce);
      open.setAAD(packet.subarray(0, 12));
      open.setAuthTag(packet.subarray(packet.length - 20, packet.length - 4));
      const opus = Buffer.concat([open.update(packet.subarray(12, packet.length - 20)), open.final()]);
      if (!opus.equals(silence)) this.heard.push({ at: Date.now(), opus });
    }
  }

  /** With a header extension of one word, as Discord relays them: its four bytes of head stay readable, the rest is encrypted. */
  private sendPacket(user: string, opus: Buffer): void {
    if (this.bot === undefined) return;
    const state = this.stateOf(user);
    const header = Buffer.alloc(16);
    header[0] = 0x90;
    header[1] = 120;
    header.writeUInt16BE((state.sequence = (state.sequence + 1) & 0xffff), 2);
    header.writeUInt32BE((state.timestamp = (state.timestamp + 960) >>> 0), 4);
    header.writeUInt32BE(state.ssrc, 8);
    header.writeUInt16BE(0xbede, 12);
    header.writeUInt16BE(1, 14);
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE((this.nonce = (this.nonce + 1) >>> 0), 0);
    const seal = createCipheriv('aes-256-gcm', this.key, nonce);
    seal.setAAD(header);
    const sealed = Buffer.concat([seal.update(Buffer.concat([Buffer.from([0x10, 0xff, 0, 0]), opus])), seal.final()]);
    this.udp.send(Buffer.concat([header, sealed, seal.getAuthTag(), nonce.subarray(0, 4)]), this.bot.port, this.bot.address);
  }

  private stateOf(user: string): { ssrc: number; sequence: number; timestamp: number } {
    let state = this.ssrcs.get(user);
    if (state === undefined) this.ssrcs.set(user, (state = { ssrc: 2000 + this.ssrcs.size, sequence: 0, timestamp: 0 }));
    return state;
  }
}
