// Writes tokenizer.golden.json: ids that an independent tokenizer (npm @huggingface/tokenizers 0.2) gives to texts,
// for the bundled tokenizer and for byte-level.tokenizer.json, a small tokenizer with the parts of Qwen2's that is made here.
// usage: npm i @huggingface/tokenizers && node make-golden.mjs
import fs from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const here = new URL('.', import.meta.url).pathname;
const pattern = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const split = /(?:'s|'t|'re|'ve|'m|'ll|'d|'S|'T|'RE|'VE|'M|'LL|'D)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

function alphabet() {
  const chars = [];
  let next = 256;
  for (let b = 0; b < 256; b++) {
    const visible = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || (b >= 174 && b <= 255);
    chars.push(String.fromCodePoint(visible ? b : next++));
  }
  return chars;
}

function train(text, count) {
  const chars = alphabet();
  const words = new Map();
  for (const word of text.match(split)) {
    const key = [...Buffer.from(word)].map((b) => chars[b]).join(' ');
    words.set(key, (words.get(key) ?? 0) + 1);
  }
  let entries = [...words].map(([word, n]) => [word.split(' '), n]);
  const merges = [];
  for (let i = 0; i < count; i++) {
    const pairs = new Map();
    for (const [symbols, n] of entries) {
      for (let k = 0; k + 1 < symbols.length; k++) {
        const pair = symbols[k] + ' ' + symbols[k + 1];
        pairs.set(pair, (pairs.get(pair) ?? 0) + n);
      }
    }
    const best = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (!best || best[1] < 2) break;
    const [left, right] = best[0].split(' ');
    merges.push([left, right]);
    entries = entries.map(([symbols, n]) => {
      const out = [];
      for (let k = 0; k < symbols.length; k++) {
        if (k + 1 < symbols.length && symbols[k] === left && symbols[k + 1] === right) { out.push(left + right); k++; } else out.push(symbols[k]);
      }
      return [out, n];
    });
  }
  return merges;
}

const corpus = `The quick brown fox jumps over the lazy dog. It's a sunny day and we're going to the park; they'll be there at 10:30.
Turn on the kitchen lights, please. Please turn off the lights in the kitchen and the living room. I don't know what you'd like.
नमस्ते, आप कैसे हैं? मैं ठीक हूँ। आज मौसम बहुत अच्छा है। क्या आप कृपया दरवाज़ा बंद कर सकते हैं?
నమస్కారం, మీరు ఎలా ఉన్నారు? నేను బాగున్నాను. ఈ రోజు వాతావరణం చాలా బాగుంది.
Café naïve résumé coöperate. 1234 567 89. tokens tokens tokenizer tokenization the the the`.repeat(2);

const merges = train(corpus, 400);
const vocab = {};
for (const c of alphabet()) vocab[c] = Object.keys(vocab).length;
for (const [left, right] of merges) vocab[left + right] ??= Object.keys(vocab).length;
const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|task_tts|>', '<|start_content|>', '<|end_content|>', '<|start_global_token|>',
  '<|end_global_token|>', '<|start_semantic_token|>', '<|end_semantic_token|>', '<|bicodec_global_1|>', '<|bicodec_global_10|>', '<|emotion_3|>', '<laugh>'];
let id = Object.keys(vocab).length;
const added = specials.map((content) => ({ id: id++, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: content.startsWith('<|') }));
const byteLevel = {
  version: '1.0', truncation: null, padding: null, added_tokens: added,
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [
    { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
    { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false }] },
  post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
  decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
  model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab, merges: merges.map((m) => m.join(' ')) },
};
fs.writeFileSync(here + 'byte-level.tokenizer.json', JSON.stringify(byteLevel) + '\n');

const texts = [
  'Turn on the kitchen lights, please.', "It's 10:30; we're late, THEY'LL wait!", '  two  spaces, a tab\t and\nnew lines\n\n  done ',
  'Café naïve résumé — “quoted” ‘text’…', 'cafe\u0301 and e\u0301', 'नमस्ते, आप कैसे हैं?', 'నేను బాగున్నాను.', 'क्षत्रिय ज्ञान', '😀 👍🏽 ok', '𝒜𝓁𝓅𝒽𝒶 letters 𝟙𝟚',
  '<|task_tts|><|start_content|>Hello there<|end_content|><|start_global_token|><|bicodec_global_10|><|bicodec_global_1|><|end_global_token|>',
  'happy <laugh> [laughs] <|emotion_3|> <|not_a_token|>', '42 & 100% @ home + 1 = 2; a:b', '', ' ', 'a', '中文没有空格', "don’t", 'x<y and y>z', 'tokenization of tokens',
  'मेरे पास twenty five किताबें हैं|', 'वह आया| हम गए॥ ठीक | है', 'మీరు వచ్చారా? అవును, రండి,', '\u0958\u0932\u092e \u0938\u095c\u0915 \u0928\u093c', 'क्\u200dष र्\u200cक', '२५ ౨౫'];
const tiny = JSON.parse(fs.readFileSync(here + '../../../../../models/tiny/tts/tokenizer.json'));
const config = { add_bos_token: false, clean_up_tokenization_spaces: false };
const one = new Tokenizer(tiny, config);
const two = new Tokenizer(byteLevel, config);
const ids = (tokenizer, text) => tokenizer.encode(text, { add_special_tokens: false }).ids;
fs.writeFileSync(here + 'tokenizer.golden.json', JSON.stringify(texts.map((text) => ({ text, tiny: ids(one, text), byteLevel: ids(two, text) })), null, 0).replaceAll('},{', '},\n{') + '\n');
