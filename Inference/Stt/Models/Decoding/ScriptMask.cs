namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>
/// The pieces of a vocabulary that a language is not written in: a recogniser that was trained on more languages than it is used for
/// writes them where it is unsure. For one thread.
/// </summary>
/// <param name="tokens">Vocabulary.</param>
/// <param name="languages">Of the model; empty when they are not known, and then all pieces are allowed to whoever says none.</param>
internal sealed class ScriptMask(TokenTable tokens, IReadOnlyList<string> languages)
{
    private readonly Script _model = Union(languages);
    private readonly Dictionary<Script, int[]> _forbidden = [];

    /// <param name="language">What the caller says is spoken, or <c>auto</c>.</param>
    /// <returns>Ids in order.</returns>
    public ReadOnlyMemory<int> Forbidden(string language)
    {
        // Names and loan words in Latin letters stand in every language of a model that writes Latin.
        string code = language.Split('-', '_')[0].ToLowerInvariant();
        Script allowed = Scripts.OfLanguage(code) is { } own
            ? own | (_model & Script.Latin)
            : _model;
        if (allowed == Script.All)
        {
            return default;
        }

        if (!_forbidden.TryGetValue(allowed, out int[]? ids))
        {
            ids = [.. Enumerable.Range(0, tokens.Count).Where(id => !tokens.IsSpecial(id) && !Scripts.Fits(tokens[id], allowed))];
            _forbidden[allowed] = ids;
        }

        return ids;
    }

    /// <summary>Makes the forbidden pieces impossible.</summary>
    /// <param name="scores">[frames, vocabulary].</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="language">As above.</param>
    public void Apply(Span<float> scores, int vocabulary, string language)
    {
        ReadOnlySpan<int> forbidden = Forbidden(language).Span;
        if (forbidden.IsEmpty)
        {
            return;
        }

        for (int start = 0; start + vocabulary <= scores.Length; start += vocabulary)
        {
            Span<float> row = scores.Slice(start, vocabulary);
            foreach (int id in forbidden)
            {
                if (id < vocabulary)
                {
                    row[id] = float.NegativeInfinity;
                }
            }
        }
    }

    private static Script Union(IReadOnlyList<string> languages)
    {
        Script all = Script.Common;
        foreach (string language in languages)
        {
            all |= Scripts.OfLanguage(language) ?? Script.All;
        }

        return all == Script.Common ? Script.All : all;
    }
}
