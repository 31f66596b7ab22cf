"""Just enough of ONNX Runtime's C interface to run a model from Python, where Debian has no package of it.

The library is the one the server uses (ONNXRUNTIME, or the one of the last build).
"""
import ctypes as c
import os
import pathlib

import numpy as np

API_VERSION, FLOAT, INT64, INT32 = 16, 1, 7, 6
TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.int64): INT64, np.dtype(np.int32): INT32}
DTYPES = {code: dtype for dtype, code in TYPES.items()}
# Positions in the table of functions (struct OrtApi), which are fixed for good.
GET_ERROR_MESSAGE, CREATE_ENV, CREATE_SESSION, RUN, CREATE_SESSION_OPTIONS, SET_INTRA_THREADS = 2, 3, 7, 9, 10, 24
INPUT_COUNT, OUTPUT_COUNT, INPUT_NAME, OUTPUT_NAME, WITH_DATA, DATA, SHAPE_INFO, ELEMENT_TYPE, RANK, DIMENSIONS = 30, 31, 36, 37, 49, 51, 65, 60, 61, 62
CPU_MEMORY, ALLOCATOR, RELEASE_VALUE, RELEASE_SHAPE = 69, 78, 96, 99


class Session:
    def __init__(self, path, threads=1):
        # The library's telemetry is on by default and reads this once, when it initialises (docs/decisions/0031).
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        default = pathlib.Path(__file__).resolve().parents[2] / "artifacts/bin/StreamServer/release/runtimes/linux-x64/native/libonnxruntime.so"
        library = c.CDLL(os.environ.get("ONNXRUNTIME", str(default)))
        library.OrtGetApiBase.restype = c.POINTER(c.c_void_p)
        self.table = c.cast(c.CFUNCTYPE(c.c_void_p, c.c_uint32)(library.OrtGetApiBase()[0])(API_VERSION), c.POINTER(c.c_void_p))
        self.memory, self.session, self.allocator, environment, options = (c.c_void_p() for _ in range(5))
        self._call(CREATE_ENV, c.c_int(3), c.c_char_p(b"training"), c.byref(environment))
        self._call(CREATE_SESSION_OPTIONS, c.byref(options))
        self._call(SET_INTRA_THREADS, options, c.c_int(threads))
        self._call(CREATE_SESSION, environment, c.c_char_p(str(path).encode()), options, c.byref(self.session))
        self._call(CPU_MEMORY, c.c_int(0), c.c_int(0), c.byref(self.memory))
        self._call(ALLOCATOR, c.byref(self.allocator))
        self.inputs, self.outputs = self._names(INPUT_COUNT, INPUT_NAME), self._names(OUTPUT_COUNT, OUTPUT_NAME)

    def _call(self, index, *arguments):
        status = c.CFUNCTYPE(c.c_void_p, *(type(a) if isinstance(a, c._SimpleCData) else c.c_void_p for a in arguments))(self.table[index])(*arguments)
        if status:
            raise RuntimeError(c.CFUNCTYPE(c.c_char_p, c.c_void_p)(self.table[GET_ERROR_MESSAGE])(status).decode())

    def _names(self, count_index, name_index):
        count, names = c.c_size_t(), []
        self._call(count_index, self.session, c.byref(count))
        for i in range(count.value):
            name = c.c_char_p()
            self._call(name_index, self.session, c.c_size_t(i), self.allocator, c.byref(name))
            names.append(name.value)
        return names

    def run(self, feeds):
        """{name: array} -> {name: array}, all outputs."""
        kept, values = [], (c.c_void_p * len(self.inputs))()
        for i, name in enumerate(self.inputs):
            a = np.ascontiguousarray(feeds[name.decode()])
            shape, value = (c.c_int64 * max(1, a.ndim))(*a.shape), c.c_void_p()
            self._call(WITH_DATA, self.memory, c.c_void_p(a.ctypes.data), c.c_size_t(a.nbytes), shape, c.c_size_t(a.ndim), c.c_int(TYPES[a.dtype]), c.byref(value))
            kept.append(a)
            values[i] = value
        made = (c.c_void_p * len(self.outputs))()
        self._call(RUN, self.session, c.c_void_p(), (c.c_char_p * len(self.inputs))(*self.inputs), values, c.c_size_t(len(self.inputs)),
                   (c.c_char_p * len(self.outputs))(*self.outputs), c.c_size_t(len(self.outputs)), made)
        release = c.CFUNCTYPE(None, c.c_void_p)(self.table[RELEASE_VALUE])
        out = {name.decode(): self._array(c.c_void_p(v)) for name, v in zip(self.outputs, made)}
        for v in [*values, *made]:
            release(v)
        return out

    def _array(self, value):
        info, kind, rank, data = c.c_void_p(), c.c_int(), c.c_size_t(), c.c_void_p()
        self._call(SHAPE_INFO, value, c.byref(info))
        self._call(ELEMENT_TYPE, info, c.byref(kind))
        self._call(RANK, info, c.byref(rank))
        shape = (c.c_int64 * max(1, rank.value))()
        self._call(DIMENSIONS, info, shape, rank)
        c.CFUNCTYPE(None, c.c_void_p)(self.table[RELEASE_SHAPE])(info)
        self._call(DATA, value, c.byref(data))
        dtype, sizes = DTYPES[kind.value], list(shape[:rank.value])
        count = int(np.prod(sizes)) if sizes else 1
        return np.frombuffer(c.string_at(data, count * dtype.itemsize), dtype).reshape(sizes).copy()
