using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Stages.Symbols;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>
/// Leaves only the marks that the language of the clause keeps: English <c>, . ?</c> and the colon after a word, Hindi <c>, | ?</c>,
/// Telugu <c>, ?</c>. Signs with a name are said, all others go. Of several marks in a row the strongest stays.
/// </summary>
internal sealed class SymbolStage : ITextStage
{
    // Letters that are met most; other letters are asked one by one.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
    [
        ' ', .. Enumerable.Range(0, 128).Select(c => (char)c).Where(char.IsAsciiLetter),
        .. Enumerable.Range(0x0900, 0x80).Concat(Enumerable.Range(0x0C00, 0x80)).Select(c => (char)c).Where(Characters.IsIndicLetterOrMark),
    ]);

    public string Name => "symbols";

    public void Apply(SpokenText text)
    {
        ReadOnlySpan<char> source = text.Source;
        bool anyWord = false;

        // The language of a mark is that of the Indic letter nearest before it, as far back as the mark before.
        Language? nearest = null;
        Language lastClause = text.Options.Language;
        bool wordSinceMark = false;
        int at = 0;
        while (at < source.Length)
        {
            int skip = source[at..].IndexOfAnyExcept(Plain);
            int found = skip < 0 ? source.Length : at + skip;
            wordSinceMark = wordSinceMark || source[at..found].ContainsAnyExcept(' ');
            nearest = NearestIn(source[at..found]) ?? nearest;
            if (skip < 0)
            {
                break;
            }

            if (Characters.IsWord(source[found]))
            {
                wordSinceMark = true;
                at = found + 1;
                continue;
            }

            int tag = EmotionTags.LengthAt(source, found);
            if (tag > 0)
            {
                SetTagApart(text, source, found, tag);
                at = found + tag;
                continue;
            }

            int start = at + source[at..found].TrimEnd(' ').Length;
            int end = EndOfRun(source, found);

            // A tag alone makes no clause.
            Language clause = nearest ?? (wordSinceMark ? text.ClauseLanguageAt(start) : lastClause);
            anyWord |= wordSinceMark;
            if (SymbolRun.Rewrite(text, source, start, end, anyWord, LanguageCatalog.Of(clause)))
            {
                nearest = null;
                wordSinceMark = false;
                lastClause = clause;
            }

            at = end;
        }

        text.Commit();
    }

    // A run ends at a word or a tag.
    private static int EndOfRun(ReadOnlySpan<char> source, int start)
    {
        int end = start;
        while (end < source.Length && !Characters.IsWord(source[end]) && (source[end] != '[' || EmotionTags.LengthAt(source, end) == 0))
        {
            end++;
        }

        return end;
    }

    private static Language? NearestIn(ReadOnlySpan<char> words)
    {
        int last = words.LastIndexOfAnyInRange('\u0900', '\u0DFF');
        return last < 0 ? null : LanguageCatalog.OfScript(words[last]);
    }

    private static void SetTagApart(SpokenText text, ReadOnlySpan<char> source, int start, int length)
    {
        if (start > text.Consumed && Characters.IsWord(source[start - 1]))
        {
            text.Begin(start);
            text.Write(' ');
            text.EndExactly(start);
        }

        int end = start + length;
        if (end < source.Length && (Characters.IsWord(source[end]) || source[end] == '['))
        {
            text.Begin(end);
            text.Write(' ');
            text.EndExactly(end);
        }
    }
}
