using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Decades: <c>the 1990s</c>, <c>the '90s</c>, <c>in her 20s</c>. Languages that do not write them so have no such forms.</summary>
internal sealed class DecadeRule : ITextRule
{
    private static readonly SearchValues<string> Endings = SearchValues.Create(["0s", "0's"], StringComparison.Ordinal);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Endings);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        TextCursor cursor = new(source, at);
        if (!cursor.OpensWord || !cursor.TakeNumber(4, out int number))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int end = cursor.At;
        cursor.Take('\'');
        if (number % 10 != 0 || !cursor.TakeWhole("s") || cursor.Moved(at - cursor.At).Before() is '.' or ',' or '$' or ':')
        {
            return end;
        }

        Vocabulary words = LanguageCatalog.Words(text);
        bool marked = source.At(at - 1) == '\'';
        bool second = FollowsDecade(source[..at]);
        LanguageRules language = LanguageCatalog.Latin(text);
        if (end - at == 2 && number >= 20 && (marked || second || IsLed(words, source, at)) && words[MapName.Decades].Find(source[at..end]) is { } decade)
        {
            text.Begin((marked || second) && at > text.Consumed ? at - 1 : at);
            text.Say(second ? language.To : "");
            text.Say(decade);
        }
        else if (end - at == 4 && number is >= 1100 and <= 2190 && words[MapName.Decades].Find(source.Slice(at + 2, 2)) is { } years)
        {
            text.Begin(at);
            if (words[MapName.Decades].Find(source[at..end]) is { } whole)
            {
                text.Say(whole);
            }
            else
            {
                language.SayInteger(text, number / 100);
                text.Say(years);
            }
        }
        else
        {
            return end;
        }

        text.End(cursor.At);
        return text.Consumed;
    }

    // "60s-70s"
    private static bool FollowsDecade(ReadOnlySpan<char> before) =>
        before.Length > 2 && Characters.IsDash(before[^1]) && before[^2] == 's' && char.IsAsciiDigit(before[^3]);

    // "the 60s", "her 20s" are decades; "wait 20s" is a time.
    private static bool IsLed(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[..at].TrimEnd(' ');
        ReadOnlySpan<char> word = before[Math.Max(0, before.Length - 8)..];
        word = word[(word.LastIndexOf(' ') + 1)..];
        return FollowsDecade(word) || words[ListName.DecadeLeads].Contains(word);
    }
}
