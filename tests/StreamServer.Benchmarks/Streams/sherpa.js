// sherpa-onnx's own recogniser and voice activity detector with this repository's models: N streams at real time.
// Usage: node sherpa.js JOB.json; JOB has {vad, stt, tokens, packages, mode, frameSeconds, partialSeconds, endpointSeconds,
// maxSpeechSeconds, scripts: [{pcm, delay, utterances: [{start, end}]}]}. Prints one JSON object.
//
// mode "thread a stream": each stream has a thread with a detector and a recogniser of its own.
// mode "thread a core": as many threads as cores; each has one recogniser, and a detector for each of its streams.
//
// A piece of audio is handed over when its last sample would have been spoken. Its lag is the time until it has been worked
// off, with the partial or the final that it caused. A final counts from the end of the sound of its utterance.
const {Worker, isMainThread, parentPort, workerData} = require('worker_threads');
const fs = require('fs');
const os = require('os');

const rate = 16000;

// Further behind than this, a run is given up: what is left counts as lost.
const hopelessMs = 8000;

async function main(job) {
  const threads = job.mode === 'thread a core' ? Math.min(os.cpus().length, job.scripts.length) : job.scripts.length;
  const shares = Array.from({length: threads}, () => []);
  job.scripts.forEach((script, index) => shares[index % threads].push(script));

  // Models are loaded before the clock starts, as in a server that has warmed up.
  const workers = shares.map(scripts => new Worker(__filename, {workerData: {...job, scripts}}));
  await Promise.all(workers.map(worker => new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  })));
  const results = workers.map(worker => new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  }));
  const before = process.cpuUsage();
  const start = Date.now() + 200;
  workers.forEach(worker => worker.postMessage(start));
  const all = await Promise.all(results);
  const used = process.cpuUsage(before);
  const busy = (used.user + used.system) / 1e6;
  const memory = Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  const answer = JSON.stringify({
    lags: all.flatMap(one => one.lags),
    finals: all.flatMap(one => one.finals),
    lost: all.reduce((sum, one) => sum + one.lost, 0),
    partials: all.reduce((sum, one) => sum + one.partials, 0),
    memory,
    busy,
  });
  // A pipe takes 64 kB at once; leaving before the rest is through would cut it off.
  process.stdout.write(answer, () => process.exit(0));
}

async function work(job) {
  const sherpa = require(job.packages + '/sherpa-onnx-node');
  const recogniser = new sherpa.OfflineRecognizer({
    featConfig: {sampleRate: rate, featureDim: 80},
    modelConfig: {
      senseVoice: {model: job.stt, language: 'auto', useInverseTextNormalization: 0},
      tokens: job.tokens, numThreads: 1, provider: 'cpu', debug: 0,
    },
  });
  const figures = {lags: [], finals: [], lost: 0, partials: 0};
  const decode = samples => {
    const stream = recogniser.createStream();
    stream.acceptWaveform({sampleRate: rate, samples});
    recogniser.decode(stream);
    return recogniser.getResult(stream).text;
  };
  const streams = job.scripts.map(script => new Stream(sherpa, job, script, decode, figures));
  decode(new Float32Array(rate));
  const started = new Promise(resolve => parentPort.once('message', resolve));
  parentPort.postMessage('ready');
  const start = await started;

  // The stream whose next piece is due first goes first; one that is late catches up at once.
  for (;;) {
    const next = streams.filter(stream => !stream.isDone).sort((a, b) => a.due - b.due)[0];
    if (!next) {
      break;
    }

    const wait = start + next.due - Date.now();
    if (wait > 0) {
      await new Promise(resolve => setTimeout(resolve, wait));
    }

    if (wait < -hopelessMs) {
      break;
    }

    next.step(start);
  }

  streams.forEach(stream => stream.finish());
  parentPort.postMessage(figures);
}

// Streams of one thread that say the same share the audio.
const loaded = new Map();

function samplesOf(path) {
  if (!loaded.has(path)) {
    const pcm = fs.readFileSync(path);
    loaded.set(path, Float32Array.from(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2), sample => sample / 32768));
  }

  return loaded.get(path);
}

class Stream {
  constructor(sherpa, job, script, decode, figures) {
    this.job = job;
    this.script = script;
    this.decode = decode;
    this.figures = figures;
    this.frame = Math.round(job.frameSeconds * rate);
    this.samples = samplesOf(script.pcm);
    this.vad = new sherpa.Vad({
      sileroVad: {
        model: job.vad, threshold: 0.5, minSilenceDuration: job.endpointSeconds, minSpeechDuration: 0.096,
        windowSize: 512, maxSpeechDuration: job.maxSpeechSeconds,
      },
      sampleRate: rate, numThreads: 1, provider: 'cpu', debug: 0,
    }, 60);
    this.position = 0;
    this.accepted = 0;
    this.speechFrom = -1;
    this.askedUpTo = 0;
    this.heard = new Set();
  }

  get isDone() {
    return this.position >= this.samples.length;
  }

  // Milliseconds from the start at which the next piece has been spoken.
  get due() {
    return 1000 * (this.script.delay + Math.min(this.position + this.frame, this.samples.length) / rate);
  }

  step(start) {
    const due = start + this.due;
    this.position = Math.min(this.position + this.frame, this.samples.length);
    while (this.accepted + 512 <= this.position) {
      this.vad.acceptWaveform(this.samples.subarray(this.accepted, this.accepted + 512));
      this.accepted += 512;
      this.take(start);
    }

    this.partial();
    this.figures.lags.push(Date.now() - due);
  }

  // Segments that have ended become finals.
  take(start) {
    while (!this.vad.isEmpty()) {
      const segment = this.vad.front(false);
      this.vad.pop();
      this.decode(segment.samples);
      this.speechFrom = -1;
      const [from, to] = [segment.start / rate, (segment.start + segment.samples.length) / rate];
      this.script.utterances.forEach((utterance, index) => {
        if (from < utterance.end && to > utterance.start) {
          this.heard.add(index);
        }
      });
      const ended = this.script.utterances.find(utterance => Math.abs(utterance.end - to) < 0.6);
      if (ended && start) {
        this.figures.finals.push(Date.now() - start - 1000 * (this.script.delay + ended.end));
      }
    }
  }

  // Text of the speech so far, each time so much of it is new.
  partial() {
    if (!this.job.partialSeconds || !this.vad.isDetected()) {
      return;
    }

    if (this.speechFrom < 0) {
      this.speechFrom = Math.max(0, this.accepted - Math.round(0.4 * rate));
      this.askedUpTo = this.speechFrom;
    }

    if (this.accepted - this.askedUpTo >= this.job.partialSeconds * rate) {
      this.askedUpTo = this.accepted;
      this.figures.partials++;
      this.decode(this.samples.subarray(this.speechFrom, this.accepted));
    }
  }

  finish() {
    this.vad.flush();
    this.take(0);
    this.figures.lost += this.script.utterances.length - this.heard.size;
  }
}

if (isMainThread) {
  main(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
} else {
  work(workerData);
}
