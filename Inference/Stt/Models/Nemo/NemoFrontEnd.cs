using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Inference.Stt.Models.Nemo;

/// <summary>
/// Features of a batch as NeMo's encoders take them; what jobs of the same utterance share is computed once. For one thread.
/// </summary>
internal sealed class NemoFrontEnd(NemoMelSpec spec)
{
    private readonly NemoMelExtractor _mel = new(spec);
    private float[] _values = [];

    /// <summary>[batch, bins, <see cref="Width"/>], zero behind each row's length.</summary>
    public float[] Values => _values;

    /// <summary>Valid frames by row.</summary>
    public long[] Lengths { get; private set; } = [];

    /// <summary>Frames of every row, padding included.</summary>
    public int Width { get; private set; }

    public int Bins => spec.Bins;

    /// <summary>Whether a job is long enough to give a frame.</summary>
    public static bool HasFrames(SttJob job) => NemoMelExtractor.Frames(job.Samples.Length) > 0;

    /// <summary>Fills the members.</summary>
    /// <param name="engine">Owner of the state of utterances.</param>
    /// <param name="batch">Jobs that <see cref="HasFrames"/>.</param>
    public void Prepare(ISttModel engine, ReadOnlySpan<SttJob> batch)
    {
        Lengths = new long[batch.Length];
        Width = 0;
        for (int row = 0; row < batch.Length; row++)
        {
            int frames = NemoMelExtractor.Frames(batch[row].Samples.Length);
            Lengths[row] = frames;

            // NeMo's preprocessor gives one frame more than are valid, and clears it.
            Width = Math.Max(Width, frames + 1);
        }

        int size = spec.Bins * Width;
        Scratch.Reserve(ref _values, batch.Length * size);
        Array.Clear(_values, 0, batch.Length * size);
        for (int row = 0; row < batch.Length; row++)
        {
            FeatureBuffer features = batch[row].Utterance.StateOf(engine, _mel.CreateBuffer);
            _mel.Extract(batch[row].Samples.Span, features);
            _mel.Normalise(features, (int)Lengths[row], Width, _values.AsSpan(row * size, size));
        }
    }
}
