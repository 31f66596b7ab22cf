using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Numbers that are said digit by digit because of the word before them: one-time codes, postal codes, emergency calls.</summary>
internal sealed class SecretRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(LanguageCatalog.Words(text).Secrets);

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

        Vocabulary words = LanguageCatalog.Words(text);
        ReadOnlySpan<char> before = source[Math.Max(0, at - 32)..at].TrimEnd(" :");
        ReadOnlySpan<char> word = LastWord(before);
        bool numbered = word is "number" or "no" or "No" or "Number" || before.EndsWith("no.") || before.EndsWith("No.");
        if (numbered || word is "is" or "or" or "and")
        {
            word = LastWord(before.TrimEnd('.')[..^(word.IsEmpty ? 2 : word.Length)].TrimEnd(" 0123456789"));
        }

        bool thing = end - at >= 4 && words[ListName.NumberedThings].Contains(word) && (numbered || !word.Equals("order", StringComparison.OrdinalIgnoreCase));
        if (!words[ListName.Codes].Contains(word) && !thing && !(end - at == 3 && (words[ListName.Calls].Contains(word) || CallFollows(words, source, end))))
        {
            return end;
        }

        // "no. 45321": the dot belongs to the word.
        bool dotted = numbered && before.EndsWith('.');
        text.Begin(dotted ? Math.Max(text.Consumed, source[..at].LastIndexOf('.') - 2) : at);
        text.Say(dotted ? LanguageCatalog.Latin(text)[Term.Number] : "");
        LanguageCatalog.For(text, at).SayDigits(text, source[at..end]);
        text.End(end);
        return end;
    }

    private static bool CallFollows(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + 16)];
        foreach (string call in words[ListName.CallsBehind].Words)
        {
            int at = rest.IndexOf(call, StringComparison.Ordinal);
            if (at >= 0 && !rest[..at].ContainsAny(",.|?!\u0964"))
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
