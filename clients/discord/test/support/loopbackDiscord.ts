import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { LoopbackVoice } from './loopbackVoice.js';

export const botId = '100000000000000001';
export const guildId = '200000000000000001';
export const textId = '300000000000000001';
export const voiceId = '300000000000000002';
export const otherVoiceId = '300000000000000003';
export const anna = '400000000000000001';
export const ben = '400000000000000002';

/** A message as the channel shows it now. */
export interface Shown {
  readonly id: string;
  readonly channel: string;
  content: string;
  /** All that it was. */
  readonly versions: string[];
  /** Bytes of the request, with its files. */
  body: string;
  deleted: boolean;
  readonly at: number;
}

type Json = Record<string, unknown>;

/** Discord for one guild on this machine: REST and gateway (version 10) on one port, and a voice server. */
export class LoopbackDiscord {
  readonly messages: Shown[] = [];
  /** Answers to slash commands, by the interaction's token. */
  readonly answers = new Map<string, { content: string; body: string; flags: number }>();
  registered: Json[] = [];
  threads: Json[] = [];
  identifies = 0;
  resumes = 0;
  /** So many messages a channel takes in a window of this many ms; more are answered 429. */
  limit = { count: 1000, windowMs: 1000 };
  limited = 0;
  /** What the bot sent into the gateway, but heartbeats. */
  readonly commands: Json[] = [];
  private readonly http: Server;
  private readonly sockets = new Set<WebSocket>();
  private readonly windows = new Map<string, { until: number; used: number }>();
  private readonly states = new Map<string, Json>();
  private dispatched: { t: string; d: unknown; s: number }[] = [];
  private sequence = 0;
  private ids = 900000000000000000n;
  private resumable = true;

  private constructor(readonly voice: LoopbackVoice) {
    this.http = createServer((request, response) => void this.rest(request, response));
    new WebSocketServer({ server: this.http }).on('connection', (socket) => this.connected(socket));
    this.moved(anna, voiceId);
    this.moved(ben, voiceId);
  }

  static async start(tls: { certificate: string; key: string }): Promise<LoopbackDiscord> {
    const discord = new LoopbackDiscord(await LoopbackVoice.start(tls));
    await new Promise<void>((resolve) => discord.http.listen(0, '127.0.0.1', resolve));
    return discord;
  }

  get api(): string {
    return `http://127.0.0.1:${this.port}/api`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
    await this.voice.stop();
  }

  /** Somebody uses a slash command. @returns its token. */
  slash(name: string, options: Record<string, string> = {}, user = anna): string {
    const token = `token-${this.id()}`;
    this.dispatch('INTERACTION_CREATE', {
      id: this.id(), application_id: botId, type: 2, token, version: 1, guild_id: guildId, channel_id: textId,
      channel: { id: textId, type: 0, guild_id: guildId, name: 'general', permissions: '8' },
      member: { ...member(user), permissions: '8' }, locale: 'en-GB', guild_locale: 'en-GB', app_permissions: '8',
      entitlements: [], authorizing_integration_owners: {}, context: 0, attachment_size_limit: 10_485_760,
      data: { id: '1', name, type: 1, options: Object.entries(options).map(([option, value]) => ({ name: option, type: 3, value })) },
    });
    return token;
  }

  /** Somebody writes a message. */
  write(content: string, user = anna): void {
    const mentions = content.includes(`<@${botId}>`) ? [bot()] : [];
    this.dispatch('MESSAGE_CREATE', {
      id: this.id(), channel_id: textId, guild_id: guildId, author: person(user), member: member(user), content, timestamp: new Date().toISOString(),
      edited_timestamp: null, tts: false, mention_everyone: false, mentions, mention_roles: [], attachments: [], embeds: [], pinned: false, type: 0,
    });
  }

  /** Somebody goes into a voice channel, or out of all. */
  moves(user: string, channel: string | null): void {
    this.dispatch('VOICE_STATE_UPDATE', this.moved(user, channel));
    if (channel === null) this.voice.disconnect(user);
  }

  /** The gateway's connection drops. @param resumable whether the session outlives that. */
  dropGateway(resumable: boolean): void {
    this.resumable = resumable;
    for (const socket of this.sockets) socket.terminate();
  }

  private get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  private id(): string {
    return String(this.ids++);
  }

  private moved(user: string, channel: string | null): Json {
    const state = {
      guild_id: guildId, channel_id: channel, user_id: user, member: member(user), session_id: `session-of-${user}`, deaf: false, mute: false,
      self_deaf: false, self_mute: false, self_video: false, suppress: false, request_to_speak_timestamp: null,
    };
    if (channel === null) this.states.delete(user);
    else this.states.set(user, state);
    return state;
  }

  private connected(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    const say = (message: Json): void => socket.send(JSON.stringify(message));
    say({ op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null });
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: Json };
      if (op !== 1) this.commands.push({ op, d });
      switch (op) {
        case 1:
          say({ op: 11, d: null, s: null, t: null });
          break;
        case 2:
          this.identifies++;
          this.dispatched = [];
          this.sequence = 0;
          this.resumable = true;
          this.dispatch('READY', {
            v: 10, user: bot(), guilds: [{ id: guildId, unavailable: true }], session_id: `gateway-${this.identifies}`,
            resume_gateway_url: `ws://127.0.0.1:${this.port}`, application: { id: botId, flags: 0 }, private_channels: [], relationships: [], shard: [0, 1],
          });
          this.dispatch('GUILD_CREATE', this.guild());
          break;
        case 4: {
          const channel = d['channel_id'] as string | null;
          this.dispatch('VOICE_STATE_UPDATE', this.moved(botId, channel));
          if (channel !== null) this.dispatch('VOICE_SERVER_UPDATE', { guild_id: guildId, token: 'voice-token', endpoint: this.voice.endpoint });
          break;
        }
        case 6:
          if (!this.resumable) {
            say({ op: 9, d: false, s: null, t: null });
            break;
          }
          this.resumes++;
          for (const event of this.dispatched) if (event.s > (d['seq'] as number)) say({ op: 0, ...event });
          this.dispatch('RESUMED', {});
          break;
      }
    });
  }

  private dispatch(t: string, d: unknown): void {
    const event = { t, d, s: ++this.sequence };
    this.dispatched.push(event);
    for (const socket of this.sockets) socket.send(JSON.stringify({ op: 0, ...event }));
  }

  private guild(): Json {
    const channel = (id: string, type: number, name: string): Json => ({
      id, type, name, guild_id: guildId, position: 0, permission_overwrites: [], ...(type === 2 ? { bitrate: 64_000, user_limit: 0, rtc_region: null } : {}),
    });
    return {
      id: guildId, name: 'Loopback', owner_id: anna, region: 'local', afk_timeout: 300, verification_level: 0, default_message_notifications: 0,
      explicit_content_filter: 0, features: [], mfa_level: 0, system_channel_flags: 0, premium_tier: 0, preferred_locale: 'en-GB', nsfw_level: 0,
      joined_at: new Date().toISOString(), large: false, unavailable: false, member_count: 3, premium_progress_bar_enabled: false,
      roles: [{ id: guildId, name: '@everyone', permissions: '8', position: 0, color: 0, hoist: false, managed: false, mentionable: false, flags: 0 }],
      emojis: [], stickers: [], presences: [], threads: [], stage_instances: [], guild_scheduled_events: [], soundboard_sounds: [],
      members: [member(botId), member(anna), member(ben)],
      channels: [channel(textId, 0, 'general'), channel(voiceId, 2, 'Talk'), channel(otherVoiceId, 2, 'Elsewhere')],
      voice_states: [...this.states.values()].filter((state) => state['user_id'] !== botId),
    };
  }

  private async rest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    const path = decodeURIComponent(request.url!).replace(/^\/api\/v10/, '').replace(/\?.*$/, '');
    const answer = (status: number, json?: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { ...(json === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    };
    const parts = path.split('/');
    switch (`${request.method} ${path.replace(/\d{15,}/g, ':id').replace(/token-:id/, ':token')}`) {
      case 'GET /gateway/bot':
        return answer(200, {
          url: `ws://127.0.0.1:${this.port}`, shards: 1, session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
        });
      case 'PUT /applications/:id/commands':
        this.registered = JSON.parse(body) as Json[];
        return answer(200, this.registered.map((command) => ({ ...command, id: this.id(), application_id: botId, version: '1', type: 1 })));
      case 'POST /channels/:id/threads': {
        const thread = {
          ...(JSON.parse(body) as Json), id: this.id(), parent_id: parts[2], guild_id: guildId, owner_id: botId, message_count: 0, member_count: 1,
          thread_metadata: { archived: false, auto_archive_duration: 1440, archive_timestamp: new Date().toISOString(), locked: false },
        };
        this.threads.push(thread);
        return answer(201, thread);
      }
      case 'POST /channels/:id/messages': {
        const headers = this.take(parts[2]!);
        if (headers.wait !== undefined) return answer(429, { message: 'You are being rate limited.', retry_after: headers.wait, global: false }, headers.lines);
        const shown: Shown = {
          id: this.id(), channel: parts[2]!, content: contentOf(body), versions: [contentOf(body)], body, deleted: false, at: Date.now(),
        };
        this.messages.push(shown);
        return answer(200, message(shown), headers.lines);
      }
      case 'PATCH /channels/:id/messages/:id': {
        const shown = this.messages.find((known) => known.id === parts[4])!;
        shown.content = contentOf(body);
        shown.versions.push(shown.content);
        return answer(200, message(shown));
      }
      case 'DELETE /channels/:id/messages/:id':
        this.messages.find((known) => known.id === parts[4])!.deleted = true;
        return answer(204);
      case 'POST /interactions/:id/:token/callback': {
        const data = (JSON.parse(body.startsWith('{') ? body : jsonPart(body)) as { type: number; data?: { content?: string; flags?: number } }).data;
        if (data?.content !== undefined) this.answers.set(parts[3]!, { content: data.content, body, flags: data.flags ?? 0 });
        return answer(204);
      }
      case 'PATCH /webhooks/:id/:token/messages/@original':
        this.answers.set(parts[3]!, { content: contentOf(body), body, flags: 0 });
        return answer(200, message({ id: this.id(), channel: textId, content: contentOf(body), versions: [], body, deleted: false, at: Date.now() }));
      default:
        return answer(404, { message: `The loopback does not know ${request.method} ${path}`, code: 0 });
    }
  }

  private take(channel: string): { lines: Record<string, string>; wait?: number } {
    const now = Date.now();
    let window = this.windows.get(channel);
    if (window === undefined || window.until <= now) this.windows.set(channel, (window = { until: now + this.limit.windowMs, used: 0 }));
    const wait = (window.until - now) / 1000;
    const lines = {
      'X-RateLimit-Limit': String(this.limit.count), 'X-RateLimit-Remaining': String(Math.max(0, this.limit.count - window.used - 1)),
      'X-RateLimit-Reset-After': wait.toFixed(3), 'X-RateLimit-Reset': (window.until / 1000).toFixed(3), 'X-RateLimit-Bucket': `messages-${channel}`,
    };
    if (window.used >= this.limit.count) {
      this.limited++;
      return { lines: { ...lines, 'Retry-After': String(Math.ceil(wait)) }, wait };
    }
    window.used++;
    return { lines };
  }
}

function jsonPart(multipart: string): string {
  return /\{.*\}/.exec(multipart.slice(multipart.indexOf('payload_json')))?.[0] ?? '{}';
}

function contentOf(body: string): string {
  return (JSON.parse(body.startsWith('{') ? body : jsonPart(body)) as { content?: string }).content ?? '';
}

function message(shown: Shown): Json {
  return {
    id: shown.id, channel_id: shown.channel, author: bot(), content: shown.content, timestamp: new Date(shown.at).toISOString(), edited_timestamp: null,
    tts: false, mention_everyone: false, mentions: [], mention_roles: [], attachments: [], embeds: [], pinned: false, type: 0,
  };
}

function bot(): Json {
  return { id: botId, username: 'nova', discriminator: '0', global_name: null, avatar: null, bot: true, flags: 0 };
}

function person(user: string): Json {
  const name = user === anna ? 'Anna' : 'Ben';
  return { id: user, username: name.toLowerCase(), discriminator: '0', global_name: name, avatar: null, bot: false };
}

function member(user: string): Json {
  return {
    user: user === botId ? bot() : person(user), nick: user === botId ? 'Nova' : null, roles: [], joined_at: '2026-01-01T00:00:00.000Z', deaf: false,
    mute: false, flags: 0, avatar: null,
  };
}
