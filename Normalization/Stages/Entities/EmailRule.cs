using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>E-mail addresses: <c>test@mail.com</c> is said <c>test at mail dot com</c>.</summary>
internal sealed class EmailRule : ITextRule
{
    // RFC 5321, 4.5.3.1: local part 64 octets, domain 255.
    private const int MaxLocal = 64;
    private const int MaxDomain = 255;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("@");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = StartOfLocal(source, at, text.Consumed);
        int end = EndOfDomain(source, at);
        if (IsInUrl(source, start))
        {
            return at + 1;
        }

        ReadOnlySpan<char> domain = source[(at + 1)..end];
        if (start == at || !IsDomain(domain))
        {
            return IsPayment(source, start, at, end) ? SayPayment(text, source, start, at, end) : Math.Max(at + 1, end);
        }

        int from = start;
        if (start - 7 >= text.Consumed && source[(start - 7)..start].Equals("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            from -= 7;
        }

        text.Begin(from);
        SayLocal(text, source[start..at], start);
        text.Say(LanguageCatalog.Latin(text)[Term.At]);
        AddressSpeech.SayHost(text, domain, start);
        end = SayRest(text, source, end);
        text.End(end);
        return end;
    }

    private static int StartOfLocal(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < MaxLocal && IsLocal(source[start - 1]))
        {
            start--;
        }

        return at - source[start..at].TrimStart(".-+").Length;
    }

    private static int EndOfDomain(ReadOnlySpan<char> source, int at)
    {
        int end = at + 1;
        while (end < source.Length && end - at <= MaxDomain && (char.IsAsciiLetterOrDigit(source[end]) || source[end] is '.' or '-'))
        {
            end++;
        }

        return at + 1 + source[(at + 1)..end].TrimEnd(".-").Length;
    }

    // "http://user:pass@host": the address of a page is read whole.
    private static bool IsInUrl(ReadOnlySpan<char> source, int start)
    {
        if (source.At(start - 1) is not (':' or '/'))
        {
            return false;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, start - MaxLocal)..start];
        int scheme = before.LastIndexOf("//");
        return scheme >= 0 && !before[scheme..].Contains(' ');
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        int lastDot = domain.LastIndexOf('.');
        return lastDot > 0 && domain.Length - lastDot >= 3 && !domain[(lastDot + 1)..].ContainsAnyExcept(Characters.AsciiLetters);
    }

    // "name@bank": an address of a payment has no dot behind the sign.
    private static bool IsPayment(ReadOnlySpan<char> source, int start, int at, int end) =>
        at - start > 1 && end - at > 2 && source.OpensWord(start) && source.ClosesLatin(end)
            && !source[(at + 1)..end].ContainsAnyExcept(Characters.AsciiLetters)
        && source[start..at].ContainsAny(".-_0123456789") && char.IsAsciiLetter(source[start])
        && source.At(end) != '.' | !char.IsAsciiLetterOrDigit(source.At(end + 1));

    private static int SayPayment(SpokenText text, ReadOnlySpan<char> source, int start, int at, int end)
    {
        text.Begin(start);
        SayLocal(text, source[start..at], start);
        text.Say(LanguageCatalog.Latin(text)[Term.At]);
        text.Say(source[(at + 1)..end]);
        text.End(end);
        return end;
    }

    // In the name of a mailbox the sign is no word between two others.
    private static void SayLocal(SpokenText text, ReadOnlySpan<char> local, int position)
    {
        foreach (Range part in local.Split('&'))
        {
            text.Say(part.Start.Value > 0 ? LanguageCatalog.Latin(text)[Term.Ampersand] : "");
            AddressSpeech.Say(text, local[part], position);
        }
    }

    // "a@b.com/123", "git@github.com:user/repo.git"
    private static int SayRest(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        if (source.At(end) is not ('/' or ':') || !char.IsAsciiLetterOrDigit(source.At(end + 1)))
        {
            return end;
        }

        int last = UrlRule.EndOf(source, end);
        ReadOnlySpan<char> rest = source[end..last];
        if (rest[0] == ':' && !rest.Contains('/'))
        {
            return end;
        }

        int dot = rest.LastIndexOf('.');
        bool file = dot > rest.LastIndexOf('/');
        AddressSpeech.Say(text, file ? rest[..(dot + 1)] : rest, end);
        if (file)
        {
            AddressSpeech.SayEnding(text, rest[(dot + 1)..], end);
        }

        return last;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '&';
}
