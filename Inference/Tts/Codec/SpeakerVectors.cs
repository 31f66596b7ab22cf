using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// The speaker branch of a codec that comes as two graphs: 32 globals to the vector that the decoder wants. A voice's vector is computed
/// once and kept. Used by one thread.
/// </summary>
internal sealed class SpeakerVectors : IDisposable
{
    // 4 MB of vectors of 1024; far more voices than speak at a time.
    private const int Capacity = 1024;

    private readonly OnnxGraph _graph;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <param name="graph">Owned from now on.</param>
    /// <exception cref="StreamException">The graph's output has no fixed width.</exception>
    public SpeakerVectors(OnnxGraph graph)
    {
        (_graph, _inputs, _outputs) = (graph, [graph.Inputs[0]], [graph.Outputs[0]]);
        _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        Width = graph.OutputMetadata[_outputs[0]].Dimensions is [.., > 0 and int width]
            ? width
            : throw graph.Wrong($"its output '{_outputs[0]}' has no fixed width");
    }

    /// <summary>Numbers of one vector.</summary>
    public int Width { get; }

    /// <param name="globals">[batch, 32]</param>
    /// <param name="vectors">[batch, <see cref="Width"/>]</param>
    public void Fill(ReadOnlySpan<long> globals, Span<float> vectors)
    {
        Span<char> key = stackalloc char[BiCodecModel.Globals];
        for (int row = 0; row < globals.Length / BiCodecModel.Globals; row++)
        {
            ReadOnlySpan<long> own = globals.Slice(row * BiCodecModel.Globals, BiCodecModel.Globals);
            for (int i = 0; i < key.Length; i++)
            {
                key[i] = (char)own[i];
            }

            if (!_lookup.TryGetValue(key, out float[]? vector))
            {
                if (_known.Count == Capacity)
                {
                    _known.Clear();
                }

                vector = Run(own);
                _lookup[key] = vector;
            }

            vector.CopyTo(vectors[(row * Width)..]);
        }
    }

    public void Dispose() => _graph.Dispose();

    private float[] Run(ReadOnlySpan<long> globals)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(globals.ToArray(), [1, globals.Length]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _graph.Run(_inputs, [input], _outputs);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
