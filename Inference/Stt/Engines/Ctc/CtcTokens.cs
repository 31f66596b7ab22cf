namespace StreamServer.Inference.Stt.Engines.Ctc;

/// <summary>Emissions in seconds and pieces. Pure.</summary>
internal static class CtcTokens
{
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
}
