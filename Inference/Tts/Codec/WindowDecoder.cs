using System.Buffers;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// Turns the tokens of a response's chunks into samples, window by window, as they come. One a response; not thread-safe.
/// </summary>
/// <param name="codec">Runs them.</param>
/// <param name="plan">How they are cut.</param>
/// <param name="join">Hides where they meet.</param>
/// <param name="globals">32 numbers.</param>
/// <param name="pace">Told what has become sound.</param>
/// <param name="firstAudioTarget">Seconds in which a first window should be sound.</param>
/// <param name="cancellation">The caller is gone.</param>
internal sealed class WindowDecoder(
    CodecEngine codec,
    WindowPlan plan,
    WindowJoin join,
    ReadOnlyMemory<int> globals,
    PlaybackPace pace,
    double firstAudioTarget,
    CancellationToken cancellation) : IDisposable
{
    /// <summary>Seconds that a client who plays must hold for a first window to go before his: later is not worse than never.</summary>
    private const double LeastForNewcomers = 0.25;

    private int[] _semantic = [];
    private float[] _samples = [];
    private CodecRequest? _request;

    /// <summary>Samples of one chunk, in order.</summary>
    /// <param name="tokens">Read here and nowhere else.</param>
    /// <param name="firstIndex">Number of the first window: 0 starts with the smallest.</param>
    /// <returns>Each element is valid until the next is asked for.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(TokenStream tokens, int firstIndex)
    {
        int emitted = 0;
        join.Reset();
        for (int index = firstIndex; ; index++)
        {
            int needed = plan.Needed(index, emitted);
            pace.NextWindow = plan.SizeOf(index);
            int available = await tokens.WaitAsync(needed);
            if (plan.Next(index, emitted, available, isEnd: available < needed) is not { } window)
            {
                yield break;
            }

            yield return await RunAsync(tokens, window);
            emitted = window.EmitTo;
        }
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_semantic);
        ArrayPool<float>.Shared.Return(_samples);
        (_semantic, _samples) = ([], []);
    }

    private async ValueTask<ReadOnlyMemory<float>> RunAsync(TokenStream tokens, CodecWindow window)
    {
        int samples = window.Length * codec.SamplesPerToken;
        Grow(ref _semantic, window.Length);
        Grow(ref _samples, samples);
        tokens.Read(window.From, window.To).CopyTo(_semantic);

        _request ??= new CodecRequest { Semantic = _semantic, Globals = globals, Samples = _samples, Cancellation = cancellation };
        _request.Semantic = _semantic.AsMemory(0, window.Length);
        _request.Samples = _samples.AsMemory(0, samples);
        _request.SecondsAhead = pace.IsPlaying ? pace.SoundAhead : Math.Max(LeastForNewcomers, firstAudioTarget - pace.Waited);
        await codec.DecodeAsync(_request);
        pace.Decode(window.Emits);
        int from = (window.EmitFrom - window.From) * codec.SamplesPerToken;
        int count = window.Emits * codec.SamplesPerToken;
        join.Blend(_samples.AsSpan(from, count), _samples.AsSpan(from + count, samples - from - count));
        return _samples.AsMemory(from, count);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            ArrayPool<T>.Shared.Return(array);
            array = ArrayPool<T>.Shared.Rent(length);
        }
    }
}
