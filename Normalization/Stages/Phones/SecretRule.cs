using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Numbers that are said digit by digit because of the word before them: one-time codes, postal codes, emergency calls.</summary>
internal sealed class SecretRule : ITextRule
{
    private static readonly FrozenSet<string> Codes = new[] { "otp", "pin", "pincode", "zip", "code", "passcode", "cvv", "extension" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Calls = new[] { "call", "dial", "ring", "phone" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CodeWords = Codes.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CallWords = Calls.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<string> Words = SearchValues.Create([.. Codes, .. Calls], StringComparison.OrdinalIgnoreCase);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(ReadOnlySpan<char> text) => text.ContainsAny(Words);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = Numbers.NumberToken.EndOfDigits(source, at);
        bool whole = source.OpensWord(at) && source.ClosesWord(end)
            && source.At(end) is not ('%' or '/' or ':') && !(source.At(end) is '.' or ',' or '-' && char.IsAsciiDigit(source.At(end + 1)));
        if (!whole || end - at is < 3 or > 12)
        {
            return end;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - 32)..at].TrimEnd(" :");
        ReadOnlySpan<char> word = LastWord(before);
        if (word is "is" or "number" or "no")
        {
            word = LastWord(before[..^word.Length].TrimEnd(' '));
        }

        if (!CodeWords.Contains(word) && !(end - at == 3 && CallWords.Contains(word)))
        {
            return end;
        }

        text.Begin(at);
        LanguageRules.For(text, at).SayDigits(text, source[at..end]);
        text.End(end);
        return end;
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        int start = before.Length;
        while (start > 0 && char.IsAsciiLetter(before[start - 1]))
        {
            start--;
        }

        return before[start..];
    }
}
