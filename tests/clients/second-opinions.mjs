// Others' clients of OpenAI's API, unmodified: Vercel's ai with @ai-sdk/openai, and LiveKit's agents plugin.
import { createOpenAI } from '@ai-sdk/openai';
import { experimental_generateSpeech as generateSpeech, experimental_transcribe as transcribe } from 'ai';
import { initializeLogger } from '@livekit/agents';
import * as livekit from '@livekit/agents-plugin-openai';
import { AudioFrame } from '@livekit/rtc-node';
import { check, must, mustBeHeard, kindOf, recording, url, key } from './check.mjs';

initializeLogger({ pretty: false, level: 'fatal' });
const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });
const one = await recording();

await check('@ai-sdk/openai', 'generateSpeech', async () => {
  const { audio } = await generateSpeech({ model: openai.speech('gpt-4o-mini-tts'), text: 'Good morning.', voice: 'alloy',
    instructions: 'Cheerfully.', speed: 1.1 });
  must(kindOf(audio.uint8Array) === 'mp3' || audio.format === 'mp3', audio.format);
  return 'mp3';
});

await check('@ai-sdk/openai', 'transcribe', async () => {
  const answer = await transcribe({ model: openai.transcription('whisper-1'), audio: one.wav });
  mustBeHeard(one.words, answer.text);
  must(answer.durationInSeconds > 1, JSON.stringify(answer));
  return 'text, duration';
});

await check('@livekit/agents-plugin-openai', 'TTS', async () => {
  const tts = new livekit.TTS({ baseURL: `${url}/v1`, apiKey: key, model: 'gpt-4o-mini-tts', voice: 'alloy' });
  let samples = 0;
  for await (const { frame } of tts.synthesize('Good morning.')) {
    must(frame.sampleRate === 24000 && frame.channels === 1, `${frame.sampleRate} Hz, ${frame.channels} channels`);
    samples += frame.samplesPerChannel;
  }
  must(samples > 12000, `${samples} samples`);
  return '24 kHz frames';
});

await check('@livekit/agents-plugin-openai', 'STT', async () => {
  const stt = new livekit.STT({ baseURL: `${url}/v1`, apiKey: key, model: 'whisper-1', language: 'en', useRealtime: false });
  const samples = new Int16Array(one.pcm.buffer.slice(one.pcm.byteOffset, one.pcm.byteOffset + one.pcm.length));
  const event = await stt.recognize(new AudioFrame(samples, 16000, 1, samples.length));
  mustBeHeard(one.words, event.alternatives[0].text);
  return 'the words that were spoken';
});
process.exit(process.exitCode ?? 0);
