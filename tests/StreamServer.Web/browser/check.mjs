// The page in a real Chromium against the real server: one line of JSON for each check, whatever becomes of the others.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { heard, launch, open, until } from './page.mjs';
import { join, samplesOf, silence, wavOf } from './wav.mjs';

const { OPEN_URL: openUrl, KEYED_URL: keyedUrl, KEY: key, ARTIFACTS: artifacts } = process.env;
const Sentence = 'Turn on the kitchen lights, please.';
const Words = 'turn on the kitchen lights please';
const Order = { text: 'Set a timer for twenty five minutes.', speaker: 'Mitra', seed: 3 };

mkdirSync(artifacts, { recursive: true });
const speech = async order => {
  const answer = await fetch(new URL('v1/tts/generate', openUrl), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(order),
  });
  if (!answer.ok) {
    throw new Error(`The server speaks ${answer.status}: ${await answer.text()}`);
  }
  return Buffer.from(await answer.arrayBuffer());
};

const equal = (actual, expected, what) => {
  if (actual !== expected) {
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
};

const isTrue = (value, what) => {
  if (!value) {
    throw new Error(what);
  }
};

const shot = (page, name) => page.screenshot({ path: path.join(artifacts, `${name}.png`), fullPage: true });

const spoken = await speech({ text: Sentence, speaker: 'Mitra', seed: 1, format: 'pcm', output: '48khz' });
const microphone = path.join(artifacts, 'microphone.wav');
writeFileSync(microphone, wavOf(join(silence(1, 48000), samplesOf(spoken), silence(2, 48000)), 48000));
const recording = path.join(artifacts, 'recording.wav');
writeFileSync(recording, await speech({ text: Sentence, speaker: 'Neer', seed: 1 }));

const browser = await launch(microphone);
const figures = {};
let page;

/** What played equals what the server sends to anybody: silence may stand between, where the machine was late, and nothing else. */
const sameSound = (played, sent) => {
  let at = 0;
  let waited = 0;
  for (const sample of played) {
    if (at < sent.length && sample === sent[at]) {
      at++;
    } else {
      isTrue(sample === 0, `sample ${at}: ${sample} was played, ${sent[at]} was sent`);
      waited += at > 0 && at < sent.length ? 1 : 0;
    }
  }
  equal(at, sent.length, 'samples played');
  return waited;
};

const speakOrder = async (order, format) => {
  await page.evaluate(() => { globalThis.heard.length = 0; });
  await page.fill('#text', order.text);
  await page.fill('#seed', String(order.seed));
  await page.selectOption('#format', format);
  await page.getByRole('radio', { name: order.speaker }).check();
  await page.click('#say');
  const end = await until(page, () => {
    const text = document.getElementById('wave-text').textContent;
    const error = document.getElementById('speak-error').textContent;
    return error || (text.includes('played.') && text);
  });
  isTrue(end.includes('played.'), end);
};

/** Its microphone plays in real time, whatever else the machine does: what a crowded one swallows is said again. */
const caption = async () => {
  await page.click('#listen');
  const partials = page.evaluate(() => new Promise(resolve => {
    const partial = document.getElementById('partial');
    new MutationObserver((_, observer) => {
      if (!partial.hidden && partial.textContent) {
        observer.disconnect();
        resolve(partial.textContent);
      }
    }).observe(partial, { childList: true, subtree: true, attributes: true, characterData: true });
    document.getElementById('caption-clear').addEventListener('click', () => resolve(''), { once: true });
  }));
  const got = await until(page, () => document.querySelector('.line .words')?.textContent || document.getElementById('hear-error').textContent);
  await page.click('#listen');
  await until(page, () => document.getElementById('hear-note').textContent.includes('heard'));
  return { got, partials };
};

const withoutNumbers = () => [...document.querySelectorAll('.line .words')].map(words => {
  const copy = words.cloneNode(true);
  copy.querySelectorAll('rt').forEach(note => note.remove());
  return copy.textContent;
}).join(' ');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const accessible = async where => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  equal(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`).join('; '), '', where);
};

const checks = {
  paint: async () => {
    page = await open(browser, openUrl);
    figures.first_paint_ms = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    isTrue(figures.first_paint_ms > 0, 'nothing was painted');
    const told = async address => (await fetch(new URL(address, openUrl))).json();
    const { recogniser, fetch: better, hearing, speaking } = await told('web/status');
    const { voices } = await told('v1/tts/voices');
    equal((await page.locator('#voices .name').allTextContents()).join(), voices.map(({ friendly }) => friendly).join(), 'voices');
    equal(await page.textContent('#understands-text'), recogniser.notice, 'what the bundled recogniser understands');
    equal(await page.textContent('#fetch-command'), better.command, 'the command that fetches a real recogniser');
    isTrue((await page.textContent('#fetch-text')).includes(`${Math.round(better.bytes / 1e6)} MB`), 'its size');
    isTrue((await page.textContent('#places-hear')).endsWith(`of ${hearing.most}`), 'places of hearing');
    isTrue((await page.textContent('#places-speak')).includes(`of ${speaking.most}`), 'places of speaking');
  },
  caption: async () => {
    let said;
    for (let attempt = 1; attempt <= 3 && said !== Words; attempt++) {
      await page.evaluate(() => { document.getElementById('caption-clear').click(); performance.clearMeasures(); });
      const { partials } = await caption();
      said = await page.evaluate(withoutNumbers);
      figures.caption_tries = attempt;
      if (said === Words) {
        isTrue((await partials).length > 0, 'no caption came while it was said');
      }
    }
    equal(said, Words, 'caption');
    figures.first_caption_ms = await page.evaluate(() => performance.getEntriesByName('first-caption')[0].duration);
    figures.final_latency_ms = Number.parseFloat(await page.textContent('.line .latency'));
    equal(await page.locator('.line .word').count(), Words.split(' ').length, 'words with a confidence');
    isTrue((await page.textContent('.line .meta')).includes('en'), 'language');
    isTrue(await page.evaluate(() => {
      const canvas = document.getElementById('scope');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 2);
      return data.some((value, index) => index % 4 === 3 && value === 255);
    }), 'the gate is not drawn');
  },
  speech: async () => {
    await speakOrder(Order, 'wav');
    const sent = samplesOf(await speech({ ...Order, format: 'pcm' })).map(sample => sample * 32768);
    figures.first_audio_ms = Number.parseFloat(await page.textContent('#fact-first'));
    figures.silence_inserted_ms = sameSound(await heard(page), sent) / 16;
    isTrue(await page.evaluate(() => {
      const canvas = document.getElementById('wave');
      const { data } = canvas.getContext('2d').getImageData(0, canvas.height * 0.3, canvas.width, 1);
      return data.filter((value, index) => index % 4 === 3 && value === 255).length > 50;
    }), 'the waveform is not drawn');
  },
  formats: async () => {
    for (const format of ['mulaw', 'opus', 'mp3', 'flac']) {
      await speakOrder({ ...Order, text: 'Good morning.' }, format);
      const played = await heard(page);
      const loudest = played.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      isTrue(loudest > 2000, `${format} is silent: ${loudest}`);
    }
  },
  stop: async () => {
    await page.selectOption('#format', 'wav');
    await page.fill('#text', `${Sentence} `.repeat(12));
    await page.click('#say');
    await until(page, () => !document.getElementById('facts').hidden && !document.getElementById('stop').disabled);
    await page.click('#stop');
    isTrue((await page.textContent('#wave-text')).startsWith('Stopped'), 'it goes on');
    isTrue(!(await page.isDisabled('#say')), 'it cannot be started again');
  },
  reading: async () => {
    await page.fill('#text', 'Dr. Rao pays ₹1,250 at 5:30 pm.');
    await until(page, () => document.getElementById('said').textContent.includes('doctor Rao pays one thousand two hundred fifty rupees'));
    equal(await page.locator('#stages > li').count(), 3, 'stages that changed it');
    equal((await page.locator('#written mark').allTextContents()).join('|'), 'Dr.|₹1,250|5:30 pm.', 'marked');
  },
  sample: async () => {
    await page.evaluate(() => { globalThis.heard.length = 0; });
    await page.getByRole('button', { name: 'Sample of Neer' }).click();
    await until(page, () => globalThis.heard.some(block => block.some(sample => Math.abs(sample) > 1000)));
    await page.getByRole('button', { name: 'Stop the sample of Neer' }).click();
  },
  file: async () => {
    const bytes = readFileSync(recording).toString('base64');
    const transfer = await page.evaluateHandle(text => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), letter => letter.charCodeAt(0))], 'meeting.wav', { type: 'audio/wav' }));
      return data;
    }, bytes);
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    isTrue(await page.isVisible('#veil'), 'nothing says that a file may be let go');
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    const entry = page.locator('.recording').first();
    await entry.locator('.heard, .error').waitFor();
    equal(await entry.locator('.heard').textContent(), Words, 'heard');
    for (const format of ['srt', 'vtt']) {
      const [download] = await Promise.all([page.waitForEvent('download'), entry.getByRole('button', { name: `.${format}` }).click()]);
      const form = new FormData();
      form.append('response_format', format);
      form.append('file', new Blob([readFileSync(recording)]), 'meeting.wav');
      const served = await fetch(new URL('v1/audio/transcriptions', openUrl), { method: 'POST', body: form });
      equal(download.suggestedFilename(), `meeting.${format}`, 'name');
      equal(readFileSync(await download.path(), 'utf8'), await served.text(), `subtitles in ${format}`);
    }
    await page.setInputFiles('#file', { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('this is no recording') });
    await page.locator('.recording .error').first().waitFor();
    isTrue((await page.locator('.recording .error').first().textContent()).length > 10, 'an error without words');
  },
  accessible: async () => {
    await page.check('#confidence');
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await accessible(colorScheme);
    }
    await page.uncheck('#confidence');
  },
  pictures: async () => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.locator('.recording').first().evaluate(entry => entry.remove());
    await speakOrder({ ...Order, text: 'Dr. Rao pays ₹1,250 for 2 tickets at 5:30 pm.' }, 'wav');
    for (const [width, height, colorScheme] of [[1280, 900, 'light'], [1280, 900, 'dark'], [360, 780, 'light'], [2560, 1440, 'light']]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await page.evaluate(() => scrollTo(0, 0));
      equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${width} px scroll sideways`);
      // Drawings follow size and colours a frame or two later.
      await page.waitForTimeout(500);
      await shot(page, `page-${width}-${colorScheme}`);
      if (width < 400) {
        await page.screenshot({ path: path.join(artifacts, `page-${width}-first.png`) });
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    equal(page.problems.join('; '), '', 'errors on the page');
    await page.context().close();
  },
  keyboard: async () => {
    page = await open(browser, openUrl);
    const reach = async id => {
      for (let press = 0; press < 60; press++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement?.id) === id) {
          return;
        }
      }
      throw new Error(`#${id} cannot be reached with Tab`);
    };
    await reach('listen');
    isTrue(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== 'none'), 'the focus is not seen');
    await page.keyboard.press('Enter');
    await until(page, () => document.getElementById('listen').getAttribute('aria-pressed') === 'true');
    await until(page, () => document.getElementById('gate-text').textContent.startsWith('Listening'));
    await page.keyboard.press('Space');
    await until(page, () => document.getElementById('listen').getAttribute('aria-pressed') === 'false');
    await reach('text');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Good morning.');
    await page.keyboard.press('Control+Enter');
    await until(page, () => document.getElementById('wave-text').textContent.includes('played.'));
    equal(page.problems.join('; '), '', 'errors on the page');
    await page.context().close();
  },
  key: async () => {
    page = await open(browser, keyedUrl, { ready: '#key-form:not([hidden])' });
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    page.on('websocket', socket => asked.push(socket.url()));
    await accessible('the form of the key');
    await shot(page, 'page-key');
    await page.fill('#key', 'spk_live_wrong');
    await page.keyboard.press('Enter');
    await until(page, () => document.getElementById('key-error').textContent);
    await page.fill('#key', key);
    await page.keyboard.press('Enter');
    await page.locator('#voices input').first().waitFor();
    await page.locator('#key-form').waitFor({ state: 'hidden' });
    await page.click('#listen');
    await until(page, () => document.getElementById('gate-text').textContent.startsWith('Listening'));
    await page.click('#listen');
    await until(page, () => document.getElementById('hear-note').textContent.includes('heard'));
    await page.fill('#text', 'Good morning.');
    await page.click('#say');
    await until(page, () => document.getElementById('wave-text').textContent.includes('played.'));
    equal(asked.filter(url => url.includes(key) || decodeURIComponent(url).includes(key)).length, 0, 'addresses with the key in them');
    equal(await page.evaluate(() => [localStorage.length, sessionStorage.length].join()), '0,1', 'where it is kept');
    await page.reload();
    await page.locator('#voices input').first().waitFor();
    await page.click('#key-open');
    await page.click('#key-forget');
    await page.locator('#key-form').waitFor();
    await page.context().close();
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(JSON.stringify({ name }));
  } catch (error) {
    if (page && !page.isClosed()) {
      await shot(page, `failed-${name}`).catch(() => {});
    }
    console.log(JSON.stringify({ name, error: `${error.stack ?? error}` }));
  }
}
console.log(JSON.stringify({ figures }));
writeFileSync(path.join(artifacts, 'figures.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
await browser.close();
