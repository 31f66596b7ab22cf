import {
  ActivityType, Client, Events, GatewayIntentBits, MessageFlags, RESTEvents, type ChatInputCommandInteraction, type Guild, type Message,
  type SendableChannels, type VoiceBasedChannel, type VoiceState,
} from 'discord.js';
import { applicationCommands, checkOptions, CommandError, commands, readCommand, type Call, type Command, type House, type Reply } from './commands.js';
import { GuildSettings } from './guildSettings.js';
import { log } from './log.js';
import { Room } from './room.js';
import { SpeechServer } from './server.js';
import type { Settings } from './settings.js';

/** The bot of one token in all its guilds. */
export class Bot implements House {
  readonly server: SpeechServer;
  private readonly client: Client;
  private readonly rooms = new Map<string, Room>();
  private readonly joining = new Map<string, Promise<Room>>();
  private toldLimit = 0;
  private stopping = false;

  private constructor(
    readonly settings: Settings,
    readonly choices: GuildSettings,
  ) {
    this.server = new SpeechServer(settings);
    this.client = new Client({
      intents: [
        GatewayIntentBits.Guilds,
        GatewayIntentBits.GuildVoiceStates,
        GatewayIntentBits.GuildMessages,
        ...(settings.prefix === '' ? [] : [GatewayIntentBits.MessageContent]),
      ],
      // Nobody is called by what somebody else says.
      allowedMentions: { parse: [], repliedUser: false },
      rest: { api: settings.discordApi },
      presence: { activities: [{ name: '/join', type: ActivityType.Listening }] },
    });
    this.listen();
  }

  static async start(settings: Settings): Promise<Bot> {
    const bot = new Bot(settings, await GuildSettings.open(settings.dataDir));
    await bot.client.login(settings.token);
    return bot;
  }

  /** The choices stay: the next start comes back into the channels that it is in now. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const room of this.rooms.values()) room.leave();
    await this.client.destroy();
  }

  room(guild: string): Room | undefined {
    return this.rooms.get(guild);
  }

  async join(channel: VoiceBasedChannel, textChannel: SendableChannels): Promise<Room> {
    const guild = channel.guild.id;
    await this.joining.get(guild)?.catch(() => undefined);
    const present = this.rooms.get(guild);
    if (present !== undefined && present.voiceChannelId === channel.id) {
      present.textChannel = textChannel;
      return present;
    }
    present?.leave();
    const joining = Room.join(this.settings, this.choices, channel, textChannel, () => {
      if (this.rooms.get(guild) === room) this.rooms.delete(guild);
    });
    this.joining.set(guild, joining);
    let room: Room | undefined;
    try {
      room = await joining;
      this.rooms.set(guild, room);
      await this.choices.change(guild, { joined: { voiceChannel: channel.id, textChannel: textChannel.id } });
      return room;
    } finally {
      this.joining.delete(guild);
    }
  }

  async leave(guild: string): Promise<boolean> {
    const room = this.rooms.get(guild);
    await this.choices.change(guild, { joined: undefined });
    room?.leave();
    return room !== undefined;
  }

  private listen(): void {
    const { client } = this;
    client.once(Events.ClientReady, (ready) => void this.ready(ready));
    client.on(Events.Error, (error) => log.error(`discord: ${error.message}`));
    client.on(Events.ShardDisconnect, (event, shard) => log.error(`discord: shard ${shard} is gone for good (${event.code})`));
    client.on(Events.ShardReconnecting, (shard) => log.info(`discord: shard ${shard} reconnects`));
    client.on(Events.ShardResume, (shard) => log.info(`discord: shard ${shard} goes on where it was`));
    client.on(Events.ShardReady, (shard) => {
      log.info(`discord: shard ${shard} is ready`);
      for (const room of this.rooms.values()) if (room.guild.shardId === shard) room.rejoin();
    });
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand() && interaction.inCachedGuild()) void this.onSlash(interaction);
    });
    client.on(Events.MessageCreate, (message) => void this.onMessage(message));
    client.on(Events.VoiceStateUpdate, (before, now) => this.onVoice(before, now));
    client.rest.on(RESTEvents.RateLimited, (limit) => {
      log.info(`discord: rate limit of ${limit.method} ${limit.route}, ${Math.round(limit.timeToReset)} ms`);
      if (limit.timeToReset < 5_000 || Date.now() - this.toldLimit < 60_000) return;
      this.toldLimit = Date.now();
      // Messages wait in the same queue: only the voice can say it now.
      const seconds = Math.ceil(limit.timeToReset / 1000);
      for (const room of this.rooms.values()) room.speak(`Discord lets me write again in ${seconds} seconds.`, undefined);
    });
  }

  private async ready(client: Client<true>): Promise<void> {
    log.info(`discord: ${client.user.tag} in ${client.guilds.cache.size} guilds`);
    try {
      await client.application.commands.set(applicationCommands);
    } catch (error) {
      log.error(`discord: the slash commands were not registered: ${String(error)}`);
    }
    for (const id of this.choices.guilds()) {
      const joined = this.choices.get(id).joined;
      const guild = client.guilds.cache.get(id);
      if (joined !== undefined && guild !== undefined) await this.comeBack(guild, joined.voiceChannel, joined.textChannel);
    }
  }

  private async comeBack(guild: Guild, voice: string, text: string): Promise<void> {
    const voiceChannel = guild.channels.cache.get(voice);
    const textChannel = guild.channels.cache.get(text);
    if (!voiceChannel?.isVoiceBased() || !textChannel?.isSendable()) return;
    try {
      await this.join(voiceChannel, textChannel);
    } catch (error) {
      log.error(`discord: not back in the voice channel of ${guild.id}: ${(error as Error).message}`);
    }
  }

  private async onSlash(interaction: ChatInputCommandInteraction<'cached'>): Promise<void> {
    const command = commands.find((known) => known.name === interaction.commandName);
    const textChannel = interaction.channel;
    if (command === undefined || !textChannel?.isSendable()) return;
    try {
      if (command.slow) await interaction.deferReply();
      const options: Record<string, string> = {};
      for (const option of command.options) {
        const value = interaction.options.getString(option.name);
        if (value !== null) options[option.name] = value;
      }
      const call: Call = { guild: interaction.guild, voiceChannel: interaction.member.voice.channel, textChannel, options };
      const { reply, failed } = await this.run(command, call);
      const shown = reply ?? { text: 'Yes.' };
      if (command.slow) await interaction.editReply(payload(shown));
      else if (failed || reply === undefined) await interaction.reply({ ...payload(shown), flags: MessageFlags.Ephemeral });
      else await interaction.reply(payload(shown));
    } catch (error) {
      log.error(`discord: /${command.name} was not answered: ${String(error)}`);
    }
  }

  private async onMessage(message: Message): Promise<void> {
    if (message.author.bot || !message.inGuild() || !message.channel.isSendable()) return;
    const line = this.lineOf(message);
    if (line === undefined) return;
    try {
      const call = { guild: message.guild, voiceChannel: message.member?.voice.channel ?? null, textChannel: message.channel };
      let found: ReturnType<typeof readCommand>;
      try {
        found = readCommand(line.text);
        if (found !== undefined) checkOptions(found.command, found.options);
      } catch (error) {
        await message.reply((error as Error).message);
        return;
      }
      if (found !== undefined) {
        const { reply } = await this.run(found.command, { ...call, options: found.options });
        if (reply !== undefined) await message.reply(payload(reply));
      } else if (line.byMention && line.text !== '') {
        const room = this.rooms.get(message.guild.id);
        if (room === undefined) await message.reply('I am in no voice channel; `join` calls me, `help` tells more.');
        else room.ask(message.member?.displayName ?? message.author.displayName, line.text);
      } else if (line.byMention) {
        await message.reply((await this.run(commands.find((command) => command.name === 'help')!, { ...call, options: {} })).reply!.text);
      }
    } catch (error) {
      log.error(`discord: a message was not answered: ${String(error)}`);
    }
  }

  private lineOf(message: Message): { text: string; byMention: boolean } | undefined {
    const { prefix } = this.settings;
    if (prefix !== '' && message.content.startsWith(prefix)) return { text: message.content.slice(prefix.length), byMention: false };
    const mention = new RegExp(`^<@!?${this.client.user!.id}>\\s*`).exec(message.content);
    return mention === null ? undefined : { text: message.content.slice(mention[0].length), byMention: true };
  }

  private async run(command: Command, call: Call): Promise<{ reply: Reply | undefined; failed: boolean }> {
    try {
      return { reply: await command.run(call, this), failed: false };
    } catch (error) {
      if (!(error instanceof CommandError)) log.error(`/${command.name}: ${String(error)}`);
      return { reply: { text: (error as Error).message }, failed: true };
    }
  }

  private onVoice(before: VoiceState, now: VoiceState): void {
    const room = this.rooms.get(now.guild.id);
    if (this.stopping || room === undefined || before.channelId === now.channelId) return;
    if (now.id === this.client.user!.id) {
      if (now.channelId === null) {
        log.info(`discord: out of the voice channel of ${now.guild.id}`);
        void this.leave(now.guild.id);
      }
    } else if (before.channelId === room.voiceChannelId) {
      room.left(now.id);
    }
  }
}

function payload(reply: Reply): { content: string; files?: { attachment: Buffer; name: string }[] } {
  return reply.file === undefined
    ? { content: reply.text }
    : { content: reply.text, files: [{ attachment: Buffer.from(reply.file.content), name: reply.file.name }] };
}
