"""The language model's vocabulary: Spark-TTS's markers, speaker tags, characters, global and semantic tokens; last, so that
no other number moves, the letters and signs of Hindi and Telugu."""
from .phones import CODES

SPEAKERS = ["slt", "rms", "awb", "kal16"]
CHARACTERS = " abcdefghijklmnopqrstuvwxyz.,?!'-:;\"()0123456789"
MARKERS = ["<|pad|>", "<|im_end|>", "<|unk|>", "<|task_tts|>", "<|start_content|>", "<|end_content|>", "<|start_global_token|>", "<|end_global_token|>",
           "<|start_semantic_token|>"] + [f"<|speaker_{s}|>" for s in SPEAKERS + ["4", "5", "6"]]
GLOBALS = 128
GLOBALS_A_SPEAKER = 32
# Devanagari with its full stop, and Telugu: what Unicode 14 assigns, so that the table does not grow with Python's.
INDIC_RANGES = ["\u0900\u0964", "\u0c00\u0c0c", "\u0c0e\u0c10", "\u0c12\u0c28", "\u0c2a\u0c39", "\u0c3c\u0c44", "\u0c46\u0c48",
                "\u0c4a\u0c4d", "\u0c55\u0c56", "\u0c58\u0c5a", "\u0c5d\u0c5d", "\u0c60\u0c63"]
INDIC = [chr(i) for first, last in INDIC_RANGES for i in range(ord(first), ord(last) + 1)]
TOKENS = MARKERS + list(CHARACTERS) + [f"<|bicodec_global_{i}|>" for i in range(GLOBALS)] + [f"<|bicodec_semantic_{i}|>" for i in range(CODES)] + INDIC
ID = {t: i for i, t in enumerate(TOKENS)}
FIRST_GLOBAL, FIRST_CODE = ID["<|bicodec_global_0|>"], ID["<|bicodec_semantic_0|>"]
FIRST_INDIC = FIRST_CODE + CODES
END = ID["<|im_end|>"]


def encode_text(text):
    """text: in Unicode's composed form (NFC)."""
    return [ID.get(c, ID["<|unk|>"]) for c in text.lower()]


def codes_of(ids):
    """The codes among token ids, from 0."""
    return [i - FIRST_CODE for i in ids if FIRST_CODE <= i < FIRST_INDIC]


def prompt(text_ids, voice, tag=True, globals_=None):
    """Token ids up to where the model goes on: with its global tokens, or with the speech when these (32 numbers) are given."""
    head = [ID["<|task_tts|>"]] + ([ID[f"<|speaker_{SPEAKERS[voice]}|>"]] if tag else []) + [ID["<|start_content|>"]]
    out = head + list(text_ids) + [ID["<|end_content|>"], ID["<|start_global_token|>"]]
    return out + [FIRST_GLOBAL + g for g in globals_] + [ID["<|end_global_token|>"], ID["<|start_semantic_token|>"]] if globals_ else out
