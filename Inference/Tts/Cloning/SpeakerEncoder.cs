using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Voices;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>
/// The network that turns a mel spectrogram into the 32 global tokens of its speaker. Runs one recording at a time; thread-safe.
/// </summary>
internal sealed class SpeakerEncoder : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly int _globalTokens;

    // Enrolment is rare: it takes the processor from speech once at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="graph">Owned from now on.</param>
    /// <param name="name">For messages.</param>
    /// <param name="globalTokens">How many global tokens the language model knows.</param>
    /// <exception cref="StreamException">Not such a graph: says what is wrong.</exception>
    public SpeakerEncoder(OnnxGraph graph, string name, int globalTokens)
    {
        (_graph, Name, _globalTokens) = (graph, name, globalTokens);
        if (graph.Inputs is not [{ } input] || graph.InputShape(input) is not [_, _, SpeakerMel.Bands])
        {
            throw graph.Wrong($"it does not take one mel spectrogram [batch, frames, {SpeakerMel.Bands}]");
        }
    }

    public string Name { get; }

    /// <param name="samples">16 kHz mono, any length.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>32 token numbers.</returns>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>: it threw, or made something that the language model does
    /// not know.</exception>
    public async Task<int[]> EncodeAsync(ReadOnlyMemory<float> samples, CancellationToken cancellation)
    {
        float[] mel = SpeakerMel.Compute(ReferenceClip.Prepare(samples.Span));
        await _turn.WaitAsync(cancellation);
        try
        {
            return Run(mel);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _graph.Dispose();
    }

    private int[] Run(float[] mel)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(mel, [1, mel.Length / SpeakerMel.Bands, SpeakerMel.Bands]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _graph.Run(_graph.Inputs, [input], _graph.Outputs);

        // Exports differ in the type and in a dimension of 1.
        int[] tokens = outputs[0].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32
            ? outputs[0].GetTensorDataAsSpan<int>().ToArray()
            : Array.ConvertAll(outputs[0].GetTensorDataAsSpan<long>().ToArray(), token => (int)token);
        return tokens.Length == SpeakerGlobals.Count && tokens.All(token => token >= 0 && token < _globalTokens)
            ? tokens
            : throw new StreamException(StreamError.ModelFailed, $"The speaker encoder made tokens that the language model does not have ({tokens.Length}, of {_globalTokens}).");
    }
}
