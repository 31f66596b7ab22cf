"""Debian's espeak-ng in this process: samples of a sentence in one of its voices (English, Hindi, Telugu) and variants."""
import ctypes as c

import numpy as np
import scipy.signal

ACCENTS = ["gmw/en-US"] * 5 + ["gmw/en"] * 3 + ["gmw/en-029", "gmw/en-GB-scotland", "gmw/en-GB-x-rp", "gmw/en-GB-x-gbcwmd", "gmw/en-US-nyc"]
VOICES = {"en": ACCENTS, "hi": ["inc/hi"], "te": ["dra/te"]}
VARIANTS = ["", "", "", "m1", "m2", "m3", "m4", "m6", "m7", "m8", "f1", "f2", "f3", "f5", "Alex", "Andy", "Annie", "Diogo", "Gene", "Hugo", "Jacky", "Lee", "Marco",
            "Michael", "adam", "anika", "antonio", "belinda", "benjamin", "boris", "david", "ed", "edward", "john", "klatt", "max", "michel", "miguel", "pablo", "paul",
            "quincy", "rob", "sandro", "shelby", "travis", "victor", "Storm"]
RATE, PITCH, RANGE = 1, 3, 4
_Callback = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.c_void_p)


class Espeak:
    def __init__(self):
        self.library, self.blocks = c.CDLL("libespeak-ng.so.1"), []
        self.rate = self.library.espeak_Initialize(1, 0, None, 0)
        self.callback = _Callback(self._receive)
        self.library.espeak_SetSynthCallback(self.callback)
        self.library.espeak_Synth.argtypes = [c.c_char_p, c.c_size_t, c.c_uint, c.c_int, c.c_uint, c.c_uint, c.c_void_p, c.c_void_p]

    def _receive(self, wave, count, _):
        if wave and count > 0:
            self.blocks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        return 0

    def say(self, text, rng, language="en"):
        """float32 samples at 16 kHz in a voice, speed and pitch drawn at random; None when there is no such voice."""
        variant = rng.choice(VARIANTS)
        if self.library.espeak_SetVoiceByName((rng.choice(VOICES[language]) + ("+" + variant if variant else "")).encode()) != 0:
            return None
        for parameter, value in ((RATE, rng.randint(125, 205)), (PITCH, rng.randint(20, 80)), (RANGE, rng.randint(30, 75))):
            self.library.espeak_SetParameter(parameter, value, 0)
        self.blocks.clear()
        data = text.encode() + b"\0"
        self.library.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
        self.library.espeak_Synchronize()
        if not self.blocks:
            return None
        return scipy.signal.resample_poly(np.concatenate(self.blocks).astype(np.float32), 160, self.rate // 100, window=("kaiser", 4.)).astype(np.float32)
