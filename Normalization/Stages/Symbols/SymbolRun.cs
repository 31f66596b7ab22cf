using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Rewrites one run of signs and spaces between two words.</summary>
internal static class SymbolRun
{
    /// <param name="start">First unit of the run, spaces before it included.</param>
    /// <param name="end">The word or tag behind the run, or the end of the text.</param>
    /// <param name="anyWord">Whether a word stands before the run; tags do not count.</param>
    /// <param name="clause">The language whose marks are kept.</param>
    /// <returns>Whether a mark stands there now.</returns>
    public static bool Rewrite(SpokenText text, ReadOnlySpan<char> source, int start, int end, bool anyWord, LanguageRules clause)
    {
        ReadOnlySpan<char> run = source[start..end];
        if (IsFinal(text, source, run, start, end, anyWord, clause))
        {
            return true;
        }

        if (IsInnerApostrophe(source, run, start, end))
        {
            return false;
        }

        LanguageRules latin = LanguageCatalog.Latin(text);
        text.Begin(start);
        Mark pending = Mark.None;
        bool marked = false;
        bool touchesWord = anyWord;
        int lineEnds = 0;
        for (int i = start; i < end; i++)
        {
            char c = source[i];
            lineEnds = c == '\n' ? lineEnds + 1 : c is ' ' or '\t' ? lineEnds : 0;
            string? name = SignNames.Find(LanguageCatalog.Words(text), source, i, start, end, latin);
            if (name is not null)
            {
                marked |= WriteMark(text, source, start, end, pending, clause, touchesWord, inside: true);
                text.Say(name);
                pending = Mark.None;
                touchesWord = true;
                continue;
            }

            Mark mark = lineEnds > 1 ? Mark.Paragraph : MarkOf(source, i, start, end, clause);
            pending = mark > pending ? mark : pending;
        }

        marked |= WriteMark(text, source, start, end, pending, clause, touchesWord, inside: end < source.Length);
        if (end < source.Length && text.LastWritten is not ('\0' or ' '))
        {
            text.Write(' ');
        }

        text.EndExactly(end);
        return marked;
    }

    // What is already as it should be is not touched: one kept mark behind a word, and a space.
    private static bool IsFinal(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<char> run, int start, int end, bool anyWord, LanguageRules clause)
    {
        bool shaped = end < source.Length ? run.Length == 2 && run[1] == ' ' : run.Length == 1;
        return shaped && anyWord && run[0] switch
        {
            ',' or '?' => true,
            '.' => clause.StopMark == '.' && !EndsInitial(text, source, start, end),
            ':' => clause.ColonMark == ':',
            '|' => clause.BarMark == '|',
            _ => false,
        };
    }

    private static bool IsInnerApostrophe(ReadOnlySpan<char> source, ReadOnlySpan<char> run, int start, int end) =>
        run is "'" && start > 0 && end < source.Length && Characters.IsWord(source[start - 1]) && Characters.IsWord(source[end]);

    private static Mark MarkOf(ReadOnlySpan<char> source, int at, int start, int end, LanguageRules clause)
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
                // Between two words it parts them, behind one it is a danda in disguise.
                bool attached = at == start && at > 0 && !(end == at + 1 && end < source.Length);
                return attached || clause.StopMark == '|' ? Mark.Bar : Mark.SoftComma;
            case ',' or ';':
                return Mark.Comma;
            case ':':
                bool behindWord = source[start..at].IndexOfAnyExcept("*_\"'`)") < 0 && at > 0;
                return !behindWord ? Mark.SoftComma : clause.ColonMark == ':' ? Mark.Colon : Mark.Comma;
            case '(' or ')' or '[' or ']' or '\u2014' or '•':
                return Mark.SoftComma;
            case '-' or '–':
                return IsPause(source, at, start, end) ? Mark.SoftComma : Mark.None;
            default:
                return Mark.None;
        }
    }

    // The dot of an initial goes wherever it comes from, so that a second pass finds nothing to do.
    private static bool EndsInitial(SpokenText text, ReadOnlySpan<char> source, int start, int end) =>
        start > 0 && source.OpensWord(start - 1) && text.LastWritten == source[start - 1] && Initials.IsOne(source, start - 1, end);

    // A dash between spaces or a double hyphen is a pause; a hyphen inside a word is none.
    private static bool IsPause(ReadOnlySpan<char> source, int at, int start, int end)
    {
        bool doubled = source.At(at + 1) == '-' || (at > start && source[at - 1] == '-');
        bool spaced = (at > start && char.IsWhiteSpace(source[at - 1])) && at + 1 < end && char.IsWhiteSpace(source[at + 1]);
        return doubled || spaced;
    }

    private static bool WriteMark(
        SpokenText text, ReadOnlySpan<char> source, int start, int end, Mark mark, LanguageRules clause, bool touchesWord, bool inside)
    {
        bool soft = mark is Mark.SoftComma or Mark.Paragraph;
        bool initial = mark is Mark.Stop or Mark.Paragraph && inside && EndsInitial(text, source, start, end);
        if (mark == Mark.None || initial || !touchesWord || (soft && !inside) || (mark == Mark.SoftComma && text.LastWritten == ']'))
        {
            return false;
        }

        char written = mark switch
        {
            Mark.Question => '?',
            Mark.Bar => clause.BarMark,
            Mark.Colon => clause.ColonMark,
            Mark.SoftComma or Mark.Comma => ',',
            _ => clause.StopMark,
        };

        text.UnwriteSpace();
        text.Write(written);
        return true;
    }
}
