using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// BiCodec's decoder: semantic tokens [B, T] and 32 globals [B, 32] or [B, 1, 32] (int64 or int32, by the graph) to samples
/// [B, 1, T × samples per token]. A decoder whose speaker branch is a graph of its own takes <c>d_vector</c> [B, D] in place of globals.
/// </summary>
internal sealed class BiCodecModel : ICodecModel
{
    /// <summary>Global tokens of a speaker.</summary>
    public const int Globals = 32;

    private readonly OnnxGraph _graph;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly bool _isInt32;
    private readonly bool _globalsHaveRank3;
    private readonly SpeakerVectors? _speakers;
    private readonly float[] _vectors;
    private float[] _samples = [];

    /// <param name="graph">Owned from now on.</param>
    /// <param name="samplesPerToken">Samples of one semantic token.</param>
    /// <param name="maxBatch">Most windows of one run.</param>
    /// <param name="speakers">The speaker branch, owned from now on; null when the decoder reads globals itself.</param>
    /// <exception cref="StreamException">The graph lacks one of the two inputs.</exception>
    public BiCodecModel(OnnxGraph graph, int samplesPerToken, int maxBatch, SpeakerVectors? speakers = null)
    {
        _graph = graph;
        _speakers = speakers;
        _vectors = new float[maxBatch * (speakers?.Width ?? 0)];
        (SamplesPerToken, MaxBatch) = (samplesPerToken, maxBatch);
        _inputs = [Input("semantic"), Input(speakers is null ? "global" : "d_vector")];
        _outputs = [graph.Outputs[0]];
        _isInt32 = graph.InputMetadata[_inputs[0]].ElementDataType == TensorElementType.Int32;
        _globalsHaveRank3 = graph.InputShape(_inputs[1]).Length == 3;
        MinimumBatch = FindMinimumBatch();
    }

    public int MaxBatch { get; }

    public int MinimumBatch { get; }

    public int SamplesPerToken { get; }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<long> semantic, ReadOnlySpan<long> globals, int batch)
    {
        int length = semantic.Length / batch;
        int count = semantic.Length * SamplesPerToken;
        if (_samples.Length < count)
        {
            _samples = GC.AllocateUninitializedArray<float>(count, pinned: true);
        }

        using OrtValue semanticValue = Tensor(semantic, [batch, length]);
        using OrtValue globalValue = SpeakerValue(globals, batch);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _samples.AsMemory(0, count), [batch, 1, (long)length * SamplesPerToken]);
        _graph.Run(_inputs, [semanticValue, globalValue], _outputs, [output]);
        return _samples.AsSpan(0, count);
    }

    public void Dispose()
    {
        _graph.Dispose();
        _speakers?.Dispose();
    }

    private OrtValue SpeakerValue(ReadOnlySpan<long> globals, int batch)
    {
        if (_speakers is null)
        {
            return Tensor(globals, _globalsHaveRank3 ? [batch, 1, Globals] : [batch, Globals]);
        }

        _speakers.Fill(globals, _vectors);
        return OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _vectors.AsMemory(0, batch * _speakers.Width), [batch, _speakers.Width]);
    }

    private OrtValue Tensor(ReadOnlySpan<long> values, long[] shape)
    {
        if (!_isInt32)
        {
            return OrtValue.CreateTensorValueFromMemory(values.ToArray(), shape);
        }

        int[] narrow = new int[values.Length];
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (int)values[i];
        }

        return OrtValue.CreateTensorValueFromMemory(narrow, shape);
    }

    private string Input(string part) =>
        _graph.Inputs.FirstOrDefault(name => name.Contains(part, StringComparison.Ordinal))
        ?? throw _graph.Wrong($"the codec's graph has no '{part}' among its inputs: {string.Join(", ", _graph.Inputs)}");

    /// <summary>Decodes one window in every batch size and compares its samples bit by bit; see docs/decisions/0005.</summary>
    private int FindMinimumBatch()
    {
        const int length = 12;
        long[] semantic = new long[MaxBatch * length];
        for (int i = 0; i < semantic.Length; i++)
        {
            semantic[i] = i % 31;
        }

        long[] globals = new long[MaxBatch * Globals];
        float[] expected = Decode(semantic, globals, MaxBatch)[..(length * SamplesPerToken)].ToArray();
        for (int batch = MaxBatch - 1; batch >= 1; batch--)
        {
            ReadOnlySpan<float> samples = Decode(semantic.AsSpan(0, batch * length), globals.AsSpan(0, batch * Globals), batch);
            if (!samples[..expected.Length].SequenceEqual(expected))
            {
                return batch + 1;
            }
        }

        return 1;
    }
}
