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
        int start = at;
        while (start > text.Consumed && at - start < MaxLocal && IsLocal(source[start - 1]))
        {
            start--;
        }

        while (start < at && source[start] is '.' or '-' or '+')
        {
            start++;
        }

        int end = at + 1;
        while (end < source.Length && end - at <= MaxDomain && (char.IsAsciiLetterOrDigit(source[end]) || source[end] is '.' or '-'))
        {
            end++;
        }

        while (end > at + 1 && source[end - 1] is '.' or '-')
        {
            end--;
        }

        ReadOnlySpan<char> domain = source[(at + 1)..end];
        int lastDot = domain.LastIndexOf('.');
        if (start == at || lastDot <= 0 || domain.Length - lastDot < 3 || domain[(lastDot + 1)..].ContainsAnyExcept(Characters.AsciiLetters))
        {
            return Math.Max(at + 1, end);
        }

        int from = start;
        if (start - 7 >= text.Consumed && source[(start - 7)..start].Equals("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            from -= 7;
        }

        text.Begin(from);
        AddressSpeech.Say(text, source[start..at], start);
        text.Say(LanguageCatalog.Latin(text)[Term.At]);
        AddressSpeech.SayHost(text, domain, start);
        text.End(end);
        return end;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-';
}
