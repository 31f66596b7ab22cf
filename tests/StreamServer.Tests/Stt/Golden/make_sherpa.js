// Texts that sherpa-onnx's SenseVoice recogniser gives for the recordings, with the same model: the independent reference.
// npm install --ignore-scripts sherpa-onnx-node sherpa-onnx-linux-x64 (1.13.8), then
// LD_LIBRARY_PATH=node_modules/sherpa-onnx-linux-x64 node make_sherpa.js MODEL_FOLDER RECORDINGS... > sherpa_texts.tsv
const sherpa = require('sherpa-onnx-node');
const path = require('path');
const [folder, ...files] = process.argv.slice(2);
const recogniser = new sherpa.OfflineRecognizer({
  featConfig: { sampleRate: 16000, featureDim: 80 },
  modelConfig: {
    senseVoice: { model: folder + '/model.onnx', language: 'auto', useInverseTextNormalization: 0 },
    tokens: folder + '/tokens.txt', numThreads: 1, provider: 'cpu', debug: 0,
  },
});
for (const file of files) {
  const wave = sherpa.readWave(file);
  const stream = recogniser.createStream();
  stream.acceptWaveform({ sampleRate: wave.sampleRate, samples: wave.samples });
  recogniser.decode(stream);
  console.log(path.basename(file, '.wav') + '\t' + recogniser.getResult(stream).text.trim());
}
