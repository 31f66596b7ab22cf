// Chromium with a microphone that plays a file, and the page in it.

import { chromium } from 'playwright-core';

export const Limit = 90_000;

/** Listens where the page connects to the loudspeaker, with the page's own worklet for the microphone: the policy lets no other in. */
const tap = () => {
  globalThis.heard = [];
  const add = AudioWorklet.prototype.addModule;
  AudioWorklet.prototype.addModule = async function (module, ...rest) {
    await add.call(this, new URL('capture-worklet.js', module));
    return add.call(this, module, ...rest);
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const node = new AudioWorkletNode(this.context, 'capture', { numberOfOutputs: 0, processorOptions: { samples: 128 } });
      node.port.onmessage = ({ data }) => globalThis.heard.push(new Int16Array(data.pcm));
      connect.call(this, node);
    }
    return connect.call(this, target, ...rest);
  };
};

export const launch = microphone => chromium.launch({
  executablePath: process.env.CHROMIUM,
  headless: true,
  timeout: Limit,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--autoplay-policy=user-gesture-required',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}%noloop`,
  ],
});

/** The page, ready to be used; everything that goes wrong in it is in `problems`. */
export const open = async (browser, url, { ready = '#voices input', ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(Limit);
  await context.addInitScript(tap);
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', error => page.problems.push(String(error)));
  page.on('console', message => {
    // A refused request is the page's to explain.
    if (message.type() === 'error' && !message.text().includes('status of')) {
      page.problems.push(message.text());
    }
  });
  await page.goto(url, { timeout: Limit });
  await page.locator(ready).first().waitFor();
  return page;
};

/** Waits until a function in the page gives something true, and gives that back. */
export const until = async (page, act, argument) =>
  (await page.waitForFunction(act, argument, { timeout: Limit, polling: 100 })).jsonValue();

/** What was played so far, signed 16 bit. */
export const heard = async page => {
  const text = await page.evaluate(() => {
    const all = new Int16Array(globalThis.heard.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const block of globalThis.heard) {
      all.set(block, at);
      at += block.length;
    }
    const bytes = new Uint8Array(all.buffer);
    let binary = '';
    for (let index = 0; index < bytes.length; index += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(index, index + 0x8000));
    }
    return btoa(binary);
  });
  const bytes = Buffer.from(text, 'base64');
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
