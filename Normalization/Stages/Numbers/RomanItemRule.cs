using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Small Roman numerals that number the items of a list: <c>(ii) second</c>, <c>i) apples</c>, <c>iv. fourth</c>; and behind a word that is numbered: <c>Scene ii</c>.</summary>
internal sealed class RomanItemRule : ITextRule
{
    private const int MaxNumeral = 6;
    private const int MaxWord = 12;

    private static readonly string[] Units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];

    public SearchValues<char> Triggers { get; } = SearchValues.Create("ivx");

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Triggers);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!source.OpensWord(at))
        {
            return at + 1;
        }

        int end = at + 1;
        while (end - at < MaxNumeral && source.At(end) is 'i' or 'v' or 'x')
        {
            end++;
        }

        if (!source.ClosesWord(end) || ValueOf(source[at..end]) is not (> 0 and int value) || !IsItem(text, source, at, end))
        {
            return end;
        }

        bool dotted = source.At(end) == '.';
        text.Begin(at);
        LanguageCatalog.For(text, at).SayInteger(text, value);
        text.Write(dotted ? "," : "");
        text.End(dotted ? end + 1 : end);
        return text.Consumed;
    }

    private static bool IsItem(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        char before = source.At(at - 1);
        bool single = end - at == 1;
        if (before == '(' && source.At(end) == ')')
        {
            return (!single || source[at] is 'i' or 'v') && (at < 2 || !Characters.IsWord(source[at - 2]));
        }

        bool opens = at == 0 || before == '\n' || (before == ' ' && !single);
        if (source.At(end) == ')' && source.At(end + 1) == ' ')
        {
            return opens && source[at] != 'x';
        }

        if (source.At(end) == '.' && source.At(end + 1) == ' ' && (at == 0 || before == '\n'))
        {
            // A single letter may be a word that was cried: "x!".
            return !single && source[at] != 'x' && Characters.IsWord(source.At(end + 2)) && !source[end..].StartsWith(". e.");
        }

        return !single && before == ' ' && FollowsNumbered(text, source, at);
    }

    private static bool FollowsNumbered(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> word = source[Math.Max(0, at - MaxWord)..(at - 1)];
        word = word[(word.LastIndexOfAnyExcept(Characters.AsciiLetters) + 1)..];
        return LanguageCatalog.Words(text)[Languages.Rules.ListName.RomanThings].Contains(word);
    }

    // 1 to 39, in the usual form only.
    private static int ValueOf(ReadOnlySpan<char> numeral)
    {
        int tens = numeral.Length - numeral.TrimStart('x').Length;
        ReadOnlySpan<char> rest = numeral[tens..];
        for (int unit = 0; unit < Units.Length && tens < 4; unit++)
        {
            if (rest.SequenceEqual(Units[unit]))
            {
                return (tens * 10) + unit;
            }
        }

        return 0;
    }
}
