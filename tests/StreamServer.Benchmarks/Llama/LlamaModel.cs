using System.Runtime.InteropServices;

namespace StreamServer.Benchmarks.Llama;

/// <summary>A model in llama.cpp with several sequences, each with its own part of the cache. Used by one thread.</summary>
internal sealed unsafe class LlamaModel : IDecoder, IDisposable
{
    private readonly LlamaLibrary _library;
    private readonly nint _model;
    private readonly nint _context;
    private readonly int[] _positions;
    private readonly void* _memory;
    private LlamaLibrary.Batch _batch;

    /// <param name="library">Loaded once.</param>
    /// <param name="path">A GGUF file.</param>
    /// <param name="sequences">Most sequences.</param>
    /// <param name="length">Tokens of one sequence.</param>
    /// <param name="threads">Of prompts and of steps.</param>
    public LlamaModel(LlamaLibrary library, string path, int sequences, int length, int threads)
    {
        _library = library;
        _positions = new int[sequences];
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        _model = library.LoadModel(name, library.ModelDefaults());
        Marshal.FreeCoTaskMem(name);
        LlamaLibrary.ContextParameters parameters = library.ContextDefaults();
        if (parameters is not { Context: 512, Batch: 2048, MicroBatch: 512, Sequences: 1 })
        {
            throw new InvalidDataException($"llama.cpp {LlamaPackage.Release} has another layout of its parameters than expected.");
        }

        (parameters.Context, parameters.Sequences) = ((uint)(sequences * length), (uint)sequences);
        _context = _model == 0 ? 0 : library.NewContext(_model, parameters);
        if (_context == 0 || library.Sequences(_context) != sequences)
        {
            throw new InvalidDataException($"llama.cpp does not load {path}.");
        }

        library.SetThreads(_context, threads, threads);

        // One allocation for the arrays of a batch of at most 512 tokens.
        const int most = 512;
        _memory = NativeMemory.AllocZeroed(most * (nuint)((4 * sizeof(int)) + sizeof(int*) + 1));
        _batch.SequenceIds = (int**)_memory;
        _batch.Tokens = (int*)(_batch.SequenceIds + most);
        _batch.Positions = _batch.Tokens + most;
        _batch.SequenceCounts = _batch.Positions + most;
        int* ids = _batch.SequenceCounts + most;
        _batch.WantsLogits = (byte*)(ids + most);
        for (int i = 0; i < most; i++)
        {
            _batch.SequenceCounts[i] = 1;
            _batch.SequenceIds[i] = ids + i;
        }
    }

    public void Start(int rows, int past)
    {
        _library.ClearMemory(_library.Memory(_context), 1);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < past; i++)
            {
                Put(i, 3 + i, i, row, isLast: i == past - 1);
            }

            _positions[row] = past;
            Run(past);
        }
    }

    public void Step(int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            Put(row, 5 + row, _positions[row]++, row, isLast: true);
        }

        Run(rows);

        // Fetching them is part of a step, and shows that they are numbers.
        if (!float.IsFinite(_library.Logits(_context, rows - 1)[0]))
        {
            throw new InvalidDataException("llama.cpp computed something that is no number.");
        }
    }

    public void Dispose()
    {
        _library.FreeContext(_context);
        _library.FreeModel(_model);
        NativeMemory.Free(_memory);
    }

    private void Put(int at, int token, int position, int sequence, bool isLast)
    {
        _batch.Tokens[at] = token;
        _batch.Positions[at] = position;
        *_batch.SequenceIds[at] = sequence;
        _batch.WantsLogits[at] = (byte)(isLast ? 1 : 0);
    }

    private void Run(int count)
    {
        _batch.Count = count;
        if (_library.Decode(_context, _batch) is not 0 and int error)
        {
            throw new InvalidDataException($"llama_decode answered {error}.");
        }
    }
}
