using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Abbreviations;

/// <summary>Dotted abbreviations in Devanagari and Telugu are completed; initials lose their dots.</summary>
internal sealed class IndicAbbreviationRule : ITextRule
{
    private const int MaxInitials = 8;

    public SearchValues<char> Triggers { get; } = SearchValues.Create(['.', '°', IndicAbbreviations.AbbreviationSign]);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (at == 0 || !Characters.IsIndicLetterOrMark(source[at - 1]))
        {
            return RewriteLatin(text, source, at);
        }

        int start = IndicAbbreviations.WordStart(source, at, text.Consumed);
        if (IndicAbbreviations.Find(LanguageCatalog.Words(text), source, start, at, out int end) is { } said)
        {
            // The word for limited may end a text; a unit or a title does not keep its dot.
            int last = source.SkipBlanks(end);
            bool closes = (last >= source.Length || source[last] == '\n') && source[end - 1] == '.'
                && LanguageCatalog.Words(text)[ListName.ClosingForms].Contains(source[start..end]);
            text.Replace(start, closes ? end - 1 : end, said);
            return end;
        }

        return RewriteInitials(text, source, start, at);
    }

    // "c.-à-d.", "av. J.-C.", "n°": a form may start with any character.
    private static int RewriteLatin(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        Vocabulary words = LanguageCatalog.Words(text);
        if (!words.HasLatinForms)
        {
            return at + 1;
        }

        int start = at;
        while (start > text.Consumed && Characters.IsWord(source[start - 1]) && at - start < TextCursor.MaxWord)
        {
            start--;
        }

        if (IndicAbbreviations.Find(words, source, start, at, out int end) is { } said)
        {
            text.Replace(start, end, said);
            return end;
        }

        return at + 1;
    }

    // Initials: the dots go; the last one stays where the text ends.
    private static int RewriteInitials(SpokenText text, ReadOnlySpan<char> source, int start, int at)
    {
        Vocabulary words = LanguageCatalog.Words(text);
        if (!IndicAbbreviations.IsInitial(words, source[start..at]) || !source.OpensWord(start)
            || (source.At(start - 1) == '.' && Characters.IsIndicLetterOrMark(source.At(start - 2)) && start > text.Consumed))
        {
            return at + 1;
        }

        Span<int> dots = stackalloc int[MaxInitials];
        int count = 0;
        int end = at;
        while (count < dots.Length && source.At(end) == '.')
        {
            dots[count++] = end;
            bool blank = source.At(end + 1) == ' '
                && words[ListName.LetterNames].Contains(source[IndicAbbreviations.WordStart(source, end, 0)..end]);
            int first = blank ? end + 2 : end + 1;
            int next = first;
            while (next - end < 10 && Characters.IsIndicLetterOrMark(source.At(next)))
            {
                next++;
            }

            bool named = words[ListName.LetterNames].Contains(source[first..next]);
            if (named && source.At(next) != '.' && next > first && !blank)
            {
                // A degree: the last part has no dot.
                count++;
                dots[count - 1] = end;
                break;
            }

            if (next == first || !(blank ? named : IndicAbbreviations.IsInitial(words, source[first..next])) || source.At(next) != '.')
            {
                break;
            }

            end = next;
        }

        if (count < 2)
        {
            return at + 1;
        }

        int settled = -1;
        foreach (int dot in dots[..count])
        {
            if (dot <= settled)
            {
                continue;
            }

            settled = dot;
            int follows = source.SkipBlanks(dot + 1);
            if (dot != dots[count - 1] || (follows < source.Length && Characters.IsWord(source[follows])))
            {
                text.Begin(dot);
                text.Write(source.At(dot + 1) == ' ' ? "" : " ");
                text.EndExactly(dot + 1);
            }
        }

        return dots[count - 1] + 1;
    }


}
