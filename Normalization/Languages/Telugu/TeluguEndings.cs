using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Telugu;

/// <summary>How the last word that was said takes the ending or the noun behind it, when numbers are said in Telugu.</summary>
internal static class TeluguEndings
{
    private const int MaxWord = 32;

    // Endings of verbs; what ends otherwise is taken for a noun.
    private static readonly string[] Verbs =
    [
        "ను", "డు", "రు", "ది", "యి", "ాం", "ాము", "ండి", "ాలి", "ావు", "కు", "దు", "గా", "కే", "తో", "లో", "నే", "ని", "్చు", "వ్వు",
            "ండు", "మే", "టే",
    ];

    /// <summary>Joins what follows directly at <paramref name="end"/>, or makes the plural oblique before a noun.</summary>
    /// <returns>Where the text goes on; the running edit stays open.</returns>
    public static int Join(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        char last = text.LastWritten;
        if (text.Options.NumberLanguage != NumberLanguage.Text || !Characters.IsTelugu(last))
        {
            return end;
        }

        ReadOnlySpan<char> word = text.LastWord;
        bool plural = word.EndsWith("లు", StringComparison.Ordinal) || word.EndsWith("ళ్ళు", StringComparison.Ordinal);
        if (Characters.IsTelugu(source.At(end)))
        {
            int close = EndOfWord(source, end);
            if (!source.ClosesWord(close))
            {
                return end;
            }

            JoinEnding(text, source[end..close], plural);
            return close;
        }

        if (plural && source.At(end) == ' ' && (IsNoun(source, end + 1) || char.IsAsciiDigit(source.At(end + 1))))
        {
            text.Unwrite(1);
        }

        return end;
    }

    private static void JoinEnding(SpokenText text, ReadOnlySpan<char> ending, bool plural)
    {
        if (plural)
        {
            // రూపాయలు + కి is రూపాయలకి; కిలోగ్రాములు + ల is కిలోగ్రాముల.
            text.Unwrite(ending[0] == 'ల' ? 2 : 1);
        }
        else if (text.LastWritten == 'ం' && ending is "కి" or "కు")
        {
            text.Unwrite(1);
            text.Write("ాని");
        }

        text.Write(ending);
    }

    private static int EndOfWord(ReadOnlySpan<char> source, int at)
    {
        int end = at;
        while (Characters.IsTelugu(source.At(end)) && end - at < MaxWord)
        {
            end++;
        }

        return end;
    }

    private static bool IsNoun(ReadOnlySpan<char> source, int at)
    {
        int end = EndOfWord(source, at);
        foreach (string verb in Verbs)
        {
            if (source[at..end].EndsWith(verb, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return end > at;
    }
}
