namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Rewrites one run of signs and spaces between two words.</summary>
internal static class SymbolRun
{
    /// <param name="start">First unit of the run, spaces before it included.</param>
    /// <param name="end">The word or tag behind the run, or the end of the text.</param>
    /// <param name="anyWord">Whether a word stands before the run; tags do not count.</param>
    public static void Rewrite(SpokenText text, ReadOnlySpan<char> source, int start, int end, bool anyWord)
    {
        ReadOnlySpan<char> run = source[start..end];
        if (IsFinal(text, source, run, start, end, anyWord) || IsInnerApostrophe(source, run, start, end))
        {
            return;
        }

        text.Begin(start);
        Mark pending = Mark.None;
        int markAt = start;
        bool touchesWord = anyWord;
        int lineEnds = 0;
        for (int i = start; i < end; i++)
        {
            char c = source[i];
            lineEnds = c == '\n' ? lineEnds + 1 : c is ' ' or '\t' ? lineEnds : 0;
            string? name = SignNames.Find(source, i, start, end);
            if (name is not null)
            {
                WriteMark(text, pending, markAt, touchesWord, inside: true);
                text.Say(name);
                pending = Mark.None;
                touchesWord = true;
                continue;
            }

            Mark mark = lineEnds > 1 ? Mark.Paragraph : MarkOf(text, source, i, start, end);
            if (mark > pending)
            {
                pending = mark;
                markAt = mark == Mark.Paragraph ? start : i;
            }
        }

        WriteMark(text, pending, markAt, touchesWord, inside: end < source.Length);
        if (end < source.Length && text.LastWritten is not ('\0' or ' '))
        {
            text.Write(' ');
        }

        text.EndExactly(end);
    }

    // What is already as it should be is not touched: one kept mark behind a word, and a space.
    private static bool IsFinal(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<char> run, int start, int end, bool anyWord)
    {
        bool shaped = end < source.Length ? run.Length == 2 && run[1] == ' ' : run.Length == 1;
        return shaped && anyWord && run[0] switch
        {
            ',' or '?' => true,
            '.' or ':' => text.ClauseLanguageAt(start) == Language.English,
            '|' => text.ClauseLanguageAt(start) != Language.Telugu,
            _ => false,
        };
    }

    private static bool IsInnerApostrophe(ReadOnlySpan<char> source, ReadOnlySpan<char> run, int start, int end) =>
        run is "'" && start > 0 && end < source.Length && Characters.IsWord(source[start - 1]) && Characters.IsWord(source[end]);

    private static Mark MarkOf(SpokenText text, ReadOnlySpan<char> source, int at, int start, int end)
    {
        char c = source[at];
        switch (c)
        {
            case '?':
                return Mark.Question;
            case '.' or '!' or '…':
                return Mark.Stop;
            case Characters.Danda or Characters.DoubleDanda:
                return Mark.Bar;
            case '|':
                bool attached = at == start && at > 0;
                return attached || text.ClauseLanguageAt(at) == Language.Hindi ? Mark.Bar : Mark.SoftComma;
            case ',' or ';':
                return Mark.Comma;
            case ':':
                bool behindWord = source[start..at].IndexOfAnyExcept("*_\"'`)") < 0 && at > 0;
                return !behindWord ? Mark.SoftComma : text.ClauseLanguageAt(at) == Language.English ? Mark.Colon : Mark.Comma;
            case '(' or ')' or '[' or ']' or '\u2014' or '•':
                return Mark.SoftComma;
            case '-' or '–':
                return IsPause(source, at, start, end) ? Mark.SoftComma : Mark.None;
            default:
                return Mark.None;
        }
    }

    // A dash between spaces or a double hyphen is a pause; a hyphen inside a word is none.
    private static bool IsPause(ReadOnlySpan<char> source, int at, int start, int end)
    {
        bool doubled = source.At(at + 1) == '-' || (at > start && source[at - 1] == '-');
        bool spaced = (at > start && char.IsWhiteSpace(source[at - 1])) && at + 1 < end && char.IsWhiteSpace(source[at + 1]);
        return doubled || spaced;
    }

    private static void WriteMark(SpokenText text, Mark mark, int at, bool touchesWord, bool inside)
    {
        bool soft = mark is Mark.SoftComma or Mark.Paragraph;
        if (mark == Mark.None || !touchesWord || (soft && !inside) || (mark == Mark.SoftComma && text.LastWritten == ']'))
        {
            return;
        }

        Language clause = text.ClauseLanguageAt(at);
        char written = mark switch
        {
            Mark.Question => '?',
            Mark.Bar => clause == Language.Telugu ? ',' : '|',
            Mark.Colon => ':',
            Mark.SoftComma or Mark.Comma => ',',
            _ => clause switch { Language.Hindi => '|', Language.Telugu => ',', _ => '.' },
        };

        text.UnwriteSpace();
        text.Write(written);
    }
}
