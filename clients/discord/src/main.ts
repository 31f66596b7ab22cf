import 'dotenv/config';
import { Bot } from './bot.js';
import { log } from './log.js';
import { readSettings, SettingsError } from './settings.js';

// One guild's trouble is not the others'.
process.on('unhandledRejection', (error) => log.error(`not expected: ${error instanceof Error ? error.stack : String(error)}`));

try {
  const settings = readSettings(process.env);
  log.debugging = settings.debug;
  const bot = await Bot.start(settings);
  const stop = (): void => void bot.stop().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : explained(error as Error));
  process.exit(1);
}

function explained(error: Error): string {
  if (/disallowed intents/i.test(error.message)) {
    return 'Discord refuses the message content intent. Switch it on in the developer portal (Bot, Privileged Gateway Intents), or set PREFIX= to do without.';
  }
  return error.message;
}
