/** One line an event, with its time, on the console. Never a token, a key or what somebody said. */
export const log = {
  debugging: false,
  info: (text: string): void => console.log(`${new Date().toISOString()} ${text}`),
  error: (text: string): void => console.error(`${new Date().toISOString()} ${text}`),
  debug: (text: string): void => {
    if (log.debugging) console.log(`${new Date().toISOString()} ${text}`);
  },
};
