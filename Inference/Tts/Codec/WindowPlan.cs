using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// Cuts a growing run of tokens into decoder windows: the first small, so that audio starts early, later ones larger, because
/// every window decodes its context again. Where a window ends depends on how many tokens there are and not on when they came,
/// so that the same tokens always give the same samples. Pure.
/// </summary>
/// <param name="codec">Context on both sides; with all of it, windows equal the offline decode.</param>
/// <param name="first">Tokens that the first window emits, where the codec does not state how many it waits for.</param>
/// <param name="most">Tokens that later windows emit at most.</param>
/// <param name="isPlayed">
/// While it is made: then the first windows may have less context on the right than the later ones, so that audio starts early.
/// </param>
internal sealed class WindowPlan(CodecSpec codec, int first, int most, bool isPlayed)
{
    /// <summary>Each window emits this much more than the one before, until <c>most</c>.</summary>
    private const double Growth = 1.6;

    /// <summary>
    /// Each window has so much more context on the right than the one before. Slower than the windows grow: the tokens that the second
    /// waits for come while the first is played where the model makes 2.1 times as many as are played; the later ones wait no longer.
    /// </summary>
    private const double ContextGrowth = 1.5;

    private readonly int _first = isPlayed && codec.FirstTokens is { } tokens ? Math.Max(1, tokens - codec.FirstRightContext) : first;

    /// <summary>
    /// Tokens that must be there before the window after <paramref name="emitted"/> can be decoded, if there are more to come.
    /// </summary>
    public int Needed(int index, int emitted) => emitted + SizeOf(index) + RightContextOf(index);

    /// <param name="index">Number of the window, from 0.</param>
    /// <param name="emitted">Tokens whose samples are out.</param>
    /// <param name="available">Tokens there are.</param>
    /// <param name="isEnd">No more will come.</param>
    /// <returns>Null when more tokens are needed, or when everything is out.</returns>
    public CodecWindow? Next(int index, int emitted, int available, bool isEnd)
    {
        if (available >= Needed(index, emitted))
        {
            int end = emitted + SizeOf(index);
            return new CodecWindow(Math.Max(0, emitted - codec.LeftContext), emitted, end, end + RightContextOf(index));
        }

        return isEnd && available > emitted
            ? new CodecWindow(Math.Max(0, emitted - codec.LeftContext), emitted, available, available)
            : null;
    }

    /// <summary>Tokens that a window gives, unless it is the last.</summary>
    public int SizeOf(int index) => (int)Math.Min(most, _first * Math.Pow(Growth, Math.Min(index, 32)));

    private int RightContextOf(int index) => isPlayed
        ? (int)Math.Min(codec.RightContext, codec.FirstRightContext * Math.Pow(ContextGrowth, Math.Min(index, 32)))
        : codec.RightContext;
}
