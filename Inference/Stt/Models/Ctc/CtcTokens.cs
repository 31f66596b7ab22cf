using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>Emissions in seconds and pieces. Pure.</summary>
internal static class CtcTokens
{
    /// <summary>
    /// CTC models are sure of a piece for a frame or two and then wait: a piece is taken to last until the next one, but no
    /// longer than a long syllable.
    /// </summary>
    private const float LongestWaitSeconds = 0.24f;

    /// <param name="emissions">Of a search.</param>
    /// <param name="tokens">Vocabulary; pieces that stand for no text are left out.</param>
    /// <param name="frameSeconds">Seconds of one frame.</param>
    public static List<SttToken> Describe(List<CtcToken> emissions, TokenTable tokens, float frameSeconds)
    {
        List<SttToken> pieces = new(emissions.Count);
        foreach (CtcToken emission in emissions)
        {
            if (!tokens.IsSpecial(emission.Id))
            {
                pieces.Add(new SttToken(
                    tokens[emission.Id],
                    emission.First * frameSeconds,
                    (emission.Last + 1) * frameSeconds,
                    emission.LogProbability));
            }
        }

        return pieces;
    }

    /// <summary>Moves each piece's end towards the next one's start.</summary>
    public static void Stretch(List<SttToken> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            float end = pieces[i].End + LongestWaitSeconds;
            pieces[i] = pieces[i] with { End = i + 1 < pieces.Count ? Math.Max(pieces[i].End, Math.Min(end, pieces[i + 1].Start)) : end };
        }
    }
}
