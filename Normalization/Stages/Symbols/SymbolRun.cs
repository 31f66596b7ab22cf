using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Rewrites one run of signs and spaces between two words.</summary>
internal static class SymbolRun
{
    // Signs that are the same mark wherever they stand.
    private static readonly FrozenDictionary<char, Mark> Marks = new (string Signs, Mark Mark)[]
    {
        ("?", Mark.Question), (".!…", Mark.Stop), ("\u0964\u0965", Mark.Bar), (",;", Mark.Comma), ("()[]\u2014•", Mark.SoftComma),
    }
        .SelectMany(row => row.Signs, (row, sign) => KeyValuePair.Create(sign, row.Mark)).ToFrozenDictionary();

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
    private static bool IsFinal(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<char> run, int start, int end, bool anyWord,
        LanguageRules clause)
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
        return c switch
        {
            '|' => BarOf(at, start, end, source.Length, clause),
            ':' => ColonOf(source, at, start, clause),
            '-' or '–' => IsPause(source, at, start, end) ? Mark.SoftComma : Mark.None,
            _ => Marks.GetValueOrDefault(c),
        };
    }

    // Between two words it parts them, behind one it is a danda in disguise.
    private static Mark BarOf(int at, int start, int end, int length, LanguageRules clause)
    {
        bool attached = at == start && at > 0 && !(end == at + 1 && end < length);
        return attached || clause.StopMark == '|' ? Mark.Bar : Mark.SoftComma;
    }

    private static Mark ColonOf(ReadOnlySpan<char> source, int at, int start, LanguageRules clause)
    {
        bool behindWord = source[start..at].IndexOfAnyExcept("*_\"'`)") < 0 && at > 0;
        return !behindWord ? Mark.SoftComma : clause.ColonMark == ':' ? Mark.Colon : Mark.Comma;
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

        text.UnwriteSpace();
        text.Write(CharacterOf(mark, clause));
        return true;
    }

    private static char CharacterOf(Mark mark, LanguageRules clause) => mark switch
    {
        Mark.Question => '?',
        Mark.Bar => clause.BarMark,
        Mark.Colon => clause.ColonMark,
        Mark.SoftComma or Mark.Comma => ',',
        _ => clause.StopMark,
    };
}
