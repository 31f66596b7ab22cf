using StreamServer.Inference.Audio;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// Hides where two windows of one chunk meet. With less than the full context they differ a little there: the samples that one
/// decoded beyond its end are blended into the beginning of the next. No sample is added or lost. One a response; not thread-safe.
/// </summary>
internal sealed class WindowJoin
{
    private readonly Crossfader _fade;
    private readonly float[] _tail;
    private bool _hasTail;

    /// <param name="codec">How its windows are cut.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="isPlayed">While it is made.</param>
    public WindowJoin(CodecSpec codec, int sampleRate, bool isPlayed)
    {
        int overlap = codec.OverlapOf(sampleRate, isPlayed);
        _fade = new Crossfader(overlap);
        _tail = new float[overlap];
    }

    /// <exception cref="StreamException">The overlap is longer than the context after a window.</exception>
    public static void ThrowIfTooLong(CodecSpec codec, int sampleRate)
    {
        if (codec.OverlapOf(sampleRate, isPlayed: true) > codec.FirstRightContext * codec.SamplesPerToken)
        {
            string context = codec.FirstRightContext < codec.RightContext
                ? $"half of 'firstTokens', {codec.FirstRightContext} tokens,"
                : $"'rightContext' of {codec.RightContext} tokens";
            throw new StreamException(
                StreamError.ServerNotReady,
                $"The codec's 'crossfadeMs' is {codec.CrossfadeMs}; its {context} allows "
                    + $"{1000L * codec.FirstRightContext * codec.SamplesPerToken / sampleRate} at most.");
        }
    }

    /// <summary>Before the first window of a chunk.</summary>
    public void Reset() => _hasTail = false;

    /// <param name="emitted">
    /// What the window emits; its beginning is blended with what the window before decoded beyond its end. Every window emits at least
    /// the overlap: the last one of a chunk all the tokens that were the context of the one before.
    /// </param>
    /// <param name="beyond">What it decoded after that; empty at the end of a chunk.</param>
    public void Blend(Span<float> emitted, ReadOnlySpan<float> beyond)
    {
        if (_tail.Length == 0)
        {
            return;
        }

        if (_hasTail)
        {
            _fade.Mix(_tail, emitted, emitted);
        }

        _hasTail = beyond.Length >= _tail.Length;
        if (_hasTail)
        {
            beyond[.._tail.Length].CopyTo(_tail);
        }
    }
}
