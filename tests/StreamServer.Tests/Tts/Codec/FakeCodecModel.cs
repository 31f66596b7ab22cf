using StreamServer.Inference.Tts.Codec;

namespace StreamServer.Tests.Tts.Codec;

/// <summary>A codec whose samples are its tokens plus the speaker's first number; a batch with the token <see cref="Poison"/>
/// throws.</summary>
internal sealed class FakeCodecModel(int maxBatch = 8) : ICodecModel
{
    public const int Poison = 99;

    private float[] _samples = [];

    public int MaxBatch => maxBatch;

    public int MinimumBatch { get; init; } = 1;

    public int SamplesPerToken => 2;

    /// <summary>Called before each run with its number of windows.</summary>
    public Action<int>? OnDecode { get; set; }

    /// <summary>Every run throws.</summary>
    public bool IsBroken { get; init; }

    public bool IsDisposed { get; private set; }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<long> semantic, ReadOnlySpan<long> globals, int batch)
    {
        OnDecode?.Invoke(batch);
        if (IsBroken || semantic.Contains(Poison))
        {
            throw new InvalidOperationException("poisoned");
        }

        int length = semantic.Length / batch;
        _samples = new float[semantic.Length * SamplesPerToken];
        for (int i = 0; i < _samples.Length; i++)
        {
            int row = i / (length * SamplesPerToken);
            _samples[i] = semantic[i / SamplesPerToken] + (1000 * globals[row * BiCodecModel.Globals]);
        }

        return _samples;
    }

    public void Dispose() => IsDisposed = true;
}
