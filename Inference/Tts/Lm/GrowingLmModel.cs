using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// A language model whose cache is concatenated: every run takes past tensors of the row's own length and gives present ones that are
/// longer by what it read, as Optimum exports it. Rows of different lengths do not fit in one run, so each runs alone: correct, and much
/// slower than <see cref="LmModel"/> for several callers.
/// </summary>
internal sealed class GrowingLmModel : ILmModel
{
    private readonly OnnxGraph _graph;
    private readonly GenAiConfig.DecoderPart _decoder;
    private readonly LmHead _head;
    private readonly TensorElementType _type;
    private readonly bool _hasPositions;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly GrowingCache[] _slots;
    private readonly float[] _logits;

    /// <param name="graph">Owned from now on.</param>
    /// <param name="config">Names and sizes.</param>
    /// <param name="slots">Rows of the cache.</param>
    /// <param name="maxLength">Tokens of one slot.</param>
    /// <param name="head">Column of each token that a cut head scores; null when it scores them all.</param>
    /// <exception cref="StreamException">The graph is not of this form: says what is missing.</exception>
    public GrowingLmModel(OnnxGraph graph, GenAiConfig config, int slots, int maxLength, IReadOnlyDictionary<int, int>? head)
    {
        _graph = graph;
        _decoder = config.Model.Decoder;
        _head = new LmHead(LmGraph.Check(graph, _decoder), head);
        _type = graph.InputMetadata[LmGraph.NameOf(_decoder.Inputs.PastKeyNames, 0)].ElementDataType;
        _hasPositions = LmGraph.HasPositions(graph, _decoder);
        MaxLength = maxLength;
        IEnumerable<int> layers = Enumerable.Range(0, _decoder.NumHiddenLayers);
        _inputNames =
        [
            _decoder.Inputs.InputIds,
            _decoder.Inputs.AttentionMask,
            .. _hasPositions ? (string[])[_decoder.Inputs.PositionIds] : [],
            .. layers.SelectMany(
                layer => (string[])[LmGraph.NameOf(_decoder.Inputs.PastKeyNames, layer),
                LmGraph.NameOf(_decoder.Inputs.PastValueNames, layer)]),
        ];
        _outputNames =
        [
            _decoder.Outputs.Logits,
            .. layers.SelectMany(
                layer => (string[])[LmGraph.NameOf(_decoder.Outputs.PresentKeyNames, layer),
                LmGraph.NameOf(_decoder.Outputs.PresentValueNames, layer)]),
        ];
        _slots = [.. Enumerable.Range(0, slots).Select(
            _ => new GrowingCache(_type, _decoder.NumHiddenLayers, _decoder.NumKeyValueHeads, _decoder.HeadSize))];
        _logits = new float[slots * _head.Width];
    }

    public int Slots => _slots.Length;

    public int MaxLength { get; }

    public bool CanSwap => true;

    /// <summary>Rows never share a run.</summary>
    public int MinimumBatch => 1;

    public int ColumnOf(int token) => _head.ColumnOf(token);

    public ReadOnlySpan<float> Prefill(int slot, int past, ReadOnlySpan<int> tokens)
    {
        Run(_slots[slot], past, tokens, _logits.AsSpan(0, _head.Width));
        return _logits.AsSpan(0, _head.Width);
    }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> pasts)
    {
        for (int row = 0; row < tokens.Length; row++)
        {
            Run(_slots[row], pasts[row], tokens.Slice(row, 1), _logits.AsSpan(row * _head.Width, _head.Width));
        }

        return _logits.AsSpan(0, tokens.Length * _head.Width);
    }

    public void Swap(int slot, int length, int otherSlot, int otherLength) =>
        (_slots[slot], _slots[otherSlot]) = (_slots[otherSlot], _slots[slot]);

    public void Dispose()
    {
        foreach (GrowingCache slot in _slots)
        {
            slot.Dispose();
        }

        _graph.Dispose();
    }

    private void Run(GrowingCache cache, int past, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        cache.Truncate(past);
        int count = tokens.Length;
        long[] ids = new long[count];
        long[] positions = new long[count];
        for (int i = 0; i < count; i++)
        {
            (ids[i], positions[i]) = (tokens[i], past + i);
        }

        long[] mask = new long[past + count];
        Array.Fill(mask, 1);
        using OrtValue idsValue = OrtValue.CreateTensorValueFromMemory(ids, [1, count]);
        using OrtValue maskValue = OrtValue.CreateTensorValueFromMemory(mask, [1, mask.Length]);
        using OrtValue positionsValue = OrtValue.CreateTensorValueFromMemory(positions, [1, count]);
        OrtValue[] inputs = [idsValue, maskValue, .. _hasPositions ? (OrtValue[])[positionsValue] : [], .. cache.Values];

        // The collection owns its values: the cache takes them over, all but the logits.
        IDisposableReadOnlyCollection<OrtValue> outputs = _graph.Run(_inputNames, inputs, _outputNames);
        using OrtValue scores = outputs[0];
        cache.Replace(outputs.Skip(1), past + count);
        LogitsReader.ReadLast(scores, logits);
    }
}
