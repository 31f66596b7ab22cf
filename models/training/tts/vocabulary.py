"""The language model's vocabulary: Spark-TTS's markers, speaker tags, characters, global and semantic tokens."""
from .phones import CODES

SPEAKERS = ["slt", "rms", "awb", "kal16"]
CHARACTERS = " abcdefghijklmnopqrstuvwxyz.,?!'-:;\"()0123456789"
MARKERS = ["<|pad|>", "<|im_end|>", "<|unk|>", "<|task_tts|>", "<|start_content|>", "<|end_content|>", "<|start_global_token|>", "<|end_global_token|>",
           "<|start_semantic_token|>"] + [f"<|speaker_{s}|>" for s in SPEAKERS + ["4", "5", "6"]]
GLOBALS = 128
GLOBALS_A_SPEAKER = 32
TOKENS = MARKERS + list(CHARACTERS) + [f"<|bicodec_global_{i}|>" for i in range(GLOBALS)] + [f"<|bicodec_semantic_{i}|>" for i in range(CODES)]
ID = {t: i for i, t in enumerate(TOKENS)}
FIRST_GLOBAL, FIRST_CODE = ID["<|bicodec_global_0|>"], ID["<|bicodec_semantic_0|>"]
END = ID["<|im_end|>"]


def encode_text(text):
    return [ID.get(c, ID["<|unk|>"]) for c in text.lower()]


def prompt(text_ids, voice, tag=True, globals_=None):
    """Token ids up to where the model goes on: with its global tokens, or with the speech when these (32 numbers) are given."""
    head = [ID["<|task_tts|>"]] + ([ID[f"<|speaker_{SPEAKERS[voice]}|>"]] if tag else []) + [ID["<|start_content|>"]]
    out = head + list(text_ids) + [ID["<|end_content|>"], ID["<|start_global_token|>"]]
    return out + [FIRST_GLOBAL + g for g in globals_] + [ID["<|end_global_token|>"], ID["<|start_semantic_token|>"]] if globals_ else out
