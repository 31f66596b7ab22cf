using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Versions: <c>v2</c>, <c>v2.0.1</c>, <c>17.4.1</c>, <c>Python 3.12</c>, <c>HTTP/2</c>. Each part is a number, with a point between them.
/// </summary>
internal sealed class VersionRule : ITextRule
{
    // After these names one point divides a version, not a decimal.
    private static readonly FrozenSet<string> Products = new[]
    {
        "Python", "Ubuntu", "PHP", "Ruby", "Kotlin", "Swift", "Scala", "Perl", "Lua", "Django", "Rails", "Angular", "Java", "Go", "Node",
            "Fedora",
        "Alpine", "Postgres", "PostgreSQL", "MySQL", "Redis", "Kubernetes", "Xcode", "Firefox", "Linux", "kernel", "iOS", "macOS",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ProductNames =
        Products.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Suffixes = ["rc", "beta", "alpha", "preview", "pre", "dev"];

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int points = CountPoints(source, at, out int end);

        bool prefixed = at > text.Consumed && source[at - 1] is 'v' or 'V' && source.OpensWord(at - 1);
        bool protocol = at > text.Consumed && source[at - 1] == '/' && source[..(at - 1)].EndsWith("HTTP");
        bool sure = prefixed || protocol || (points == 1 && FollowsProduct(source, at));
        if (!(prefixed || Opens(source, at)) || !IsVersion(source, at, end, points, sure))
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(prefixed || protocol ? at - 1 : at);
        if (prefixed)
        {
            text.Say(LanguageCatalog.Latin(text)[Term.Version]);
        }

        SayParts(text, language, source[at..end], at);
        end = SaySuffix(text, source, end);
        text.End(end);
        return end;
    }

    private static bool Opens(ReadOnlySpan<char> source, int at) => source.OpensWord(at) && source.At(at - 1) is not ('.' or ',');

    // Two points and more, or something before it that has versions.
    private static bool IsVersion(ReadOnlySpan<char> source, int at, int end, int points, bool sure) =>
        sure ? source.ClosesWord(end) && (points < 2 || !IsMillions(source, at)) : points >= 2 && !IsMillions(source, at);

    private static bool IsMillions(ReadOnlySpan<char> source, int at) =>
        NumberToken.IsMillions(source, NumberToken.EndOfDigits(source, at));

    private static int CountPoints(ReadOnlySpan<char> source, int at, out int end)
    {
        int points = 0;
        end = NumberToken.EndOfDigits(source, at);
        while (source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)))
        {
            end = NumberToken.EndOfDigits(source, end + 1);
            points++;
        }

        return points;
    }

    private static void SayParts(SpokenText text, LanguageRules language, ReadOnlySpan<char> version, int position)
    {
        foreach (Range range in version.Split('.'))
        {
            text.Say(range.Start.Value > 0 ? language.Point : "");
            AddressSpeech.SayCodeDigits(text, version[range], position);
        }
    }

    // "-rc.1", "-beta2"
    private static int SaySuffix(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        foreach (string suffix in source.At(end) == '-' ? Suffixes : [])
        {
            int at = end + 1 + suffix.Length;
            int digits = source.At(at) is '.' or '-' ? at + 1 : at;
            int close = NumberToken.EndOfDigits(source, Math.Min(digits, source.Length));
            if (!source[(end + 1)..].StartsWith(suffix) || close == digits || !source.ClosesWord(close))
            {
                continue;
            }

            if (suffix is "rc")
            {
                AddressSpeech.Spell(text, suffix, end);
            }
            else
            {
                text.Say(suffix);
            }

            AddressSpeech.SayCodeDigits(text, source[digits..close], end);
            return close;
        }

        return end;
    }

    private static bool FollowsProduct(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - 16)..at];
        if (before.IsEmpty || before[^1] != ' ')
        {
            return false;
        }

        before = before[..^1];
        return ProductNames.Contains(before[(before.LastIndexOfAnyExcept(Characters.AsciiLetters) + 1)..]);
    }
}
