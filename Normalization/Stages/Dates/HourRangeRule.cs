using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>A bare hour before a dash and a time: <c>9-11 AM</c>. The time itself is already in words.</summary>
internal sealed class HourRangeRule : ITextRule
{
    private static readonly SearchValues<string> Halves = SearchValues.Create(["a m", "p m"], StringComparison.Ordinal);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Halves);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (!source.OpensWord(at) || source.At(at - 1) is '.' or ',' || !Digits.TryRead(source, ref end, 2, out int hour)
            || hour is < 1 or > 24)
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int dash = source.At(end) == ' ' ? end + 1 : end;
        int word = source.At(dash + 1) == ' ' ? dash + 2 : dash + 1;
        if (!Characters.IsDash(source.At(dash)) || !SaysTime(source[Math.Min(word, source.Length)..]))
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayInteger(text, hour);
        text.Say(language.To);
        text.End(word);
        return text.Consumed;
    }

    // At most six words for hour and minute, then "a m" or "p m".
    private static bool SaysTime(ReadOnlySpan<char> rest)
    {
        rest = rest[..Math.Min(rest.Length, 64)];
        int half = rest.IndexOf(" m", StringComparison.Ordinal);
        return half > 1 && rest[half - 1] is 'a' or 'p' && rest[half - 2] == ' ' && rest.ClosesWord(half + 2)
            && !rest[..half].ContainsAny(".,-?!0123456789");
    }
}
