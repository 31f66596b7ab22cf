using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Voices;

/// <summary>
/// How a candidate for a voice spoke its test sentence; the larger is the better. See docs/decisions/0020-speaker-globals.md.
/// </summary>
/// <param name="IsWhole">It ended by itself: the commonest failure of a bad voice is to go on and on.</param>
/// <param name="IsInPace">As long as somebody takes who speaks <see cref="SlowestPace"/> to <see cref="FastestPace"/>.</param>
/// <param name="Repetition">Share of its three-token runs that had come before: drones and stutters have many.</param>
internal readonly record struct AuditionScore(bool IsWhole, bool IsInPace, double Repetition) : IComparable<AuditionScore>
{
    /// <summary>Characters a second of a very slow reader; 14 are usual in English.</summary>
    public const double SlowestPace = 8;

    /// <summary>Characters a second of a very fast one.</summary>
    public const double FastestPace = 25;

    private const int RunLength = 3;

    /// <param name="tokens">Semantic tokens of the sentence.</param>
    /// <param name="text">The sentence.</param>
    /// <param name="maxTokens">The cap it was made under.</param>
    /// <param name="spec">The model's tokens a second.</param>
    public static AuditionScore Of(ReadOnlySpan<int> tokens, string text, int maxTokens, TtsModelSpec spec)
    {
        double pace = tokens.IsEmpty ? 0 : text.Length * spec.TokensPerSecond / tokens.Length;
        HashSet<(int, int, int)> seen = [];
        int repeated = 0;
        for (int i = RunLength; i <= tokens.Length; i++)
        {
            repeated += seen.Add((tokens[i - 3], tokens[i - 2], tokens[i - 1])) ? 0 : 1;
        }

        return new AuditionScore(
            !tokens.IsEmpty && tokens.Length < maxTokens,
            pace is >= SlowestPace and <= FastestPace,
            (double)repeated / Math.Max(1, tokens.Length - RunLength + 1));
    }

    /// <summary>Whole before in pace before little repetition.</summary>
    public int CompareTo(AuditionScore other) =>
        (IsWhole, IsInPace, -Repetition).CompareTo((other.IsWhole, other.IsInPace, -other.Repetition));
}
