using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// A language model in the form that onnxruntime-genai's builder writes: GroupQueryAttention, past and present in one buffer
/// of fixed length. A decode step runs the slots [0, n) of the whole buffer, a prefill runs a view of one slot; the mask is as
/// wide as the buffer always, so that shapes depend on n alone and every binding is made once.
/// </summary>
internal sealed class LmModel : ILmModel
{
    private readonly OnnxGraph _graph;
    private readonly GenAiConfig.DecoderPart _decoder;
    private readonly KvShape _shape;
    private readonly KvBuffers _kv;
    private readonly LmHead _head;

    // Inputs and outputs of all decode steps: step n uses the first n rows.
    private readonly long[] _ids;
    private readonly long[]? _positions;
    private readonly long[] _mask;
    private readonly LogitsBuffer _logits;
    private readonly int[] _maskLength;
    private readonly LmBinding?[] _steps;

    // Inputs of a prefill, which is one row.
    private readonly long[] _promptIds;
    private readonly long[]? _promptPositions;
    private readonly long[] _promptMask;
    private readonly LogitsBuffer _promptLogits;
    private readonly LmBinding?[] _prefills;
    private int _promptMaskLength;

    /// <param name="graph">Owned from now on.</param>
    /// <param name="config">Names and sizes.</param>
    /// <param name="slots">Rows of the cache.</param>
    /// <param name="maxLength">Tokens of one slot.</param>
    /// <param name="prefillChunk">Most prompt tokens of one <see cref="Prefill"/>.</param>
    /// <param name="head">Column of each token that a cut head scores; null when it scores them all.</param>
    /// <exception cref="StreamException">The graph is not of this form: says what is missing.</exception>
    public LmModel(
        OnnxGraph graph, GenAiConfig config, int slots, int maxLength, int prefillChunk, IReadOnlyDictionary<int, int>? head = null)
    {
        _graph = graph;
        _decoder = config.Model.Decoder;
        _shape = new KvShape(slots, _decoder.NumHiddenLayers, _decoder.NumKeyValueHeads, maxLength, _decoder.HeadSize);
        _head = new LmHead(LmGraph.Check(graph, _decoder), head);
        TensorElementType type = graph.InputMetadata[LmGraph.NameOf(_decoder.Inputs.PastKeyNames, 0)].ElementDataType;
        TensorElementType logits = graph.OutputMetadata[_decoder.Outputs.Logits].ElementDataType;

        _kv = new KvBuffers(_shape, type);
        bool hasPositions = LmGraph.HasPositions(graph, _decoder);
        _ids = GC.AllocateArray<long>(slots, pinned: true);
        _positions = hasPositions ? GC.AllocateArray<long>(slots, pinned: true) : null;
        _mask = GC.AllocateArray<long>(slots * maxLength, pinned: true);
        _maskLength = new int[slots];
        _logits = new LogitsBuffer(logits, slots, Columns);
        _steps = new LmBinding?[slots + 1];
        _promptIds = GC.AllocateArray<long>(prefillChunk, pinned: true);
        _promptPositions = hasPositions ? GC.AllocateArray<long>(prefillChunk, pinned: true) : null;
        _promptMask = GC.AllocateArray<long>(maxLength, pinned: true);
        _promptLogits = new LogitsBuffer(logits, 1, Columns);
        _prefills = new LmBinding?[slots];
        try
        {
            MinimumBatch = BatchProbe.FindMinimum(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Slots => _shape.Slots;

    public int MaxLength => _shape.MaxLength;

    /// <summary>Tokens that the head scores.</summary>
    public int Columns => _head.Width;

    public bool CanSwap => true;

    public int MinimumBatch { get; }

    public int ColumnOf(int token) => _head.ColumnOf(token);

    public ReadOnlySpan<float> Prefill(int slot, int past, ReadOnlySpan<int> tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            _promptIds[i] = tokens[i];
            _promptPositions?[i] = past + i;
        }

        SetMask(_promptMask, ref _promptMaskLength, past + tokens.Length);
        LmBinding binding = _prefills[slot] ??= Bind(slot, 1, _promptMask, _promptLogits);
        binding.BindIds(_promptIds, _promptPositions, 1, tokens.Length);
        _graph.Run(binding.Native);
        return _promptLogits.Read(1);
    }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> pasts)
    {
        int n = tokens.Length;
        for (int row = 0; row < n; row++)
        {
            _ids[row] = tokens[row];
            _positions?[row] = pasts[row];
            SetMask(_mask.AsSpan(row * MaxLength, MaxLength), ref _maskLength[row], pasts[row] + 1);
        }

        LmBinding? binding = _steps[n];
        if (binding is null)
        {
            binding = _steps[n] = Bind(0, n, _mask, _logits);
            binding.BindIds(_ids, _positions, n, 1);
        }

        _graph.Run(binding.Native);
        return _logits.Read(n);
    }

    public void Swap(int slot, int length, int otherSlot, int otherLength) => _kv.Swap(slot, length, otherSlot, otherLength);

    public void Dispose()
    {
        foreach (LmBinding? binding in _steps.Concat(_prefills))
        {
            binding?.Dispose();
        }

        _graph.Dispose();
        _kv.Dispose();
    }

    /// <summary>Only row sums count; they mostly grow by one, so only the difference is written.</summary>
    private static void SetMask(Span<long> mask, ref int length, int wanted)
    {
        if (wanted > length)
        {
            mask[length..wanted].Fill(1);
        }
        else
        {
            mask[wanted..length].Clear();
        }

        length = wanted;
    }

    private LmBinding Bind(int slot, int rows, long[] mask, LogitsBuffer logits)
    {
        LmBinding binding = new(_graph, _decoder);
        binding.BindInput(_decoder.Inputs.AttentionMask, OrtValue.CreateTensorValueFromMemory(mask, [rows, MaxLength]));
        binding.BindOutput(_decoder.Outputs.Logits, logits.View(rows));
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            binding.BindCache(
                LmGraph.NameOf(_decoder.Inputs.PastKeyNames, layer), LmGraph.NameOf(_decoder.Outputs.PresentKeyNames, layer),
                    _kv.View(2 * layer, slot, rows));
            binding.BindCache(
                LmGraph.NameOf(_decoder.Inputs.PastValueNames, layer), LmGraph.NameOf(_decoder.Outputs.PresentValueNames, layer),
                    _kv.View((2 * layer) + 1, slot, rows));
        }

        return binding;
    }
}
