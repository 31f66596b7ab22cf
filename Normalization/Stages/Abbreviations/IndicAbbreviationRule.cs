using System.Buffers;

namespace StreamServer.Normalization.Stages.Abbreviations;

/// <summary>
/// Dotted abbreviations in Devanagari and Telugu, completed in their own script. Every written letter stays, in order:
/// only letters are added.
/// </summary>
internal sealed class IndicAbbreviationRule : ITextRule
{
    private static readonly (string Written, string Said)[] Forms =
    [
        ("कि.मी.", "किलोमीटर"), ("कि.ग्रा.", "किलोग्राम"), ("से.मी.", "सेंटीमीटर"), ("मि.मी.", "मिलीमीटर"), ("मि.ली.", "मिलीलीटर"), ("मि.ग्रा.", "मिलीग्राम"),
        ("डॉ.", "डॉक्टर"), ("डा.", "डाक्टर"), ("प्रो.", "प्रोफेसर"), ("पं.", "पंडित"), ("रु.", "रुपये"), ("श्री.", "श्री"), ("कु.", "कुमारी"),
        ("ग्रा.", "ग्राम"), ("मी.", "मीटर"), ("ली.", "लीटर"),
        ("కి.మీ.", "కిలోమీటర్లు"), ("కి.గ్రా.", "కిలోగ్రాములు"), ("సెం.మీ.", "సెంటీమీటర్లు"), ("మి.మీ.", "మిల్లీమీటర్లు"), ("మి.లీ.", "మిల్లీలీటర్లు"),
        ("డా.", "డాక్టర్"), ("ప్రొ.", "ప్రొఫెసర్"), ("రూ.", "రూపాయలు"), ("శ్రీ.", "శ్రీ"), ("మీ.", "మీటర్లు"), ("లీ.", "లీటర్లు"),
    ];

    // The Devanagari sign of abbreviation stands for a dot.
    private const char AbbreviationSign = '\u0970';

    public SearchValues<char> Triggers { get; } = SearchValues.Create(['.', AbbreviationSign]);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (at == 0 || !Characters.IsIndicLetterOrMark(source[at - 1]))
        {
            return at + 1;
        }

        int start = WordStart(source, at, text.Consumed);
        foreach ((string written, string said) in Forms)
        {
            if (Matches(source, start, written) && source.OpensWord(start) && start + written.Length > at)
            {
                int end = start + written.Length;
                text.Begin(start);
                text.Say(said);
                text.End(end);
                return end;
            }
        }

        return at + 1;
    }

    /// <summary>Whether the dot at an index ends one of the abbreviations.</summary>
    public static bool EndsAt(ReadOnlySpan<char> source, int dot)
    {
        if (dot == 0 || !Characters.IsIndicLetterOrMark(source[dot - 1]))
        {
            return false;
        }

        foreach ((string written, _) in Forms)
        {
            int start = dot + 1 - written.Length;
            if (start >= 0 && Matches(source, start, written) && OpensIndicWord(source, start))
            {
                return true;
            }
        }

        return false;
    }

    // Digits may touch the word on its left: they are in words, and apart, when the rule looks at it.
    private static bool OpensIndicWord(ReadOnlySpan<char> source, int start) =>
        source.OpensWord(start) || char.IsAsciiDigit(source[start - 1]) || Characters.IsIndicDigit(source[start - 1]);

    private static bool Matches(ReadOnlySpan<char> source, int start, string written)
    {
        if (source.Length - start < written.Length)
        {
            return false;
        }

        for (int i = 0; i < written.Length; i++)
        {
            char c = source[start + i];
            if (c != written[i] && !(written[i] == '.' && c == AbbreviationSign))
            {
                return false;
            }
        }

        return true;
    }

    private static int WordStart(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < 8 && Characters.IsIndicLetterOrMark(source[start - 1]))
        {
            start--;
        }

        return start;
    }
}
