using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Numbers that are said digit by digit because of the word before them: one-time codes, postal codes, emergency calls.</summary>
internal sealed class SecretRule : ITextRule
{
    private static readonly FrozenSet<string> Codes = new[] { "otp", "pin", "pincode", "zip", "code", "passcode", "cvv", "extension", "पिन", "कोड", "ओटीपी", "पिनकोड", "పిన్", "కోడ్", "ఓటీపీ", "పిన్‌కోడ్" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What is numbered: from four digits on a name, not an amount.
    private static readonly FrozenSet<string> Things = new[] { "train", "flight", "room", "box", "order", "invoice", "ticket", "account", "roll", "ref", "reference", "booking", "policy" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A call of a short number, behind it: "108 पर कॉल", "108కి కాల్".
    private static readonly string[] CallsBehind = ["कॉल", "काल करें", "फोन", "फ़ोन", "डायल", "కాల్", "ఫోన్", "డయల్"];

    private static readonly FrozenSet<string> Calls = new[] { "call", "dial", "ring", "phone" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CodeWords = Codes.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CallWords = Calls.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ThingWords = Things.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<string> Words = SearchValues.Create([.. Codes, .. Calls, .. Things, .. CallsBehind], StringComparison.OrdinalIgnoreCase);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(ReadOnlySpan<char> text) => text.ContainsAny(Words);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = NumberToken.EndOfDigits(source, at);
        bool whole = source.OpensWord(at) && source.ClosesLatin(end)
            && source.At(end) is not ('%' or '/' or ':') && !(source.At(end) is '.' or ',' or '-' && char.IsAsciiDigit(source.At(end + 1)));
        if (!whole || end - at is < 3 or > 12)
        {
            return end;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - 32)..at].TrimEnd(" :");
        ReadOnlySpan<char> word = LastWord(before);
        bool numbered = word is "number" or "no" or "No" or "Number" || before.EndsWith("no.") || before.EndsWith("No.");
        if (numbered || word is "is" or "or" or "and")
        {
            word = LastWord(before.TrimEnd('.')[..^(word.IsEmpty ? 2 : word.Length)].TrimEnd(" 0123456789"));
        }

        bool thing = end - at >= 4 && ThingWords.Contains(word) && (numbered || !word.Equals("order", StringComparison.OrdinalIgnoreCase));
        if (!CodeWords.Contains(word) && !thing && !(end - at == 3 && (CallWords.Contains(word) || CallFollows(source, end))))
        {
            return end;
        }

        // "no. 45321": the dot belongs to the word.
        bool dotted = numbered && before.EndsWith('.');
        text.Begin(dotted ? Math.Max(text.Consumed, source[..at].LastIndexOf('.') - 2) : at);
        text.Say(dotted ? "number" : "");
        LanguageCatalog.For(text, at).SayDigits(text, source[at..end]);
        text.End(end);
        return end;
    }

    private static bool CallFollows(ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + 16)];
        foreach (string call in CallsBehind)
        {
            int at = rest.IndexOf(call, StringComparison.Ordinal);
            if (at >= 0 && !rest[..at].ContainsAny(",.।|?!"))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        int start = before.Length;
        while (start > 0 && (char.IsAsciiLetter(before[start - 1]) || Characters.IsIndicLetterOrMark(before[start - 1])))
        {
            start--;
        }

        return before[start..];
    }
}
