using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Stages.Abbreviations;
using StreamServer.Normalization.Stages.Entities;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Words of letters and digits that are neither a number with its unit nor an ordinal: codes (<c>A4</c>, <c>B2B</c>, <c>COVID-19</c>),
/// chemical formulas (<c>H2O</c>), generations (<c>5G</c>).
/// </summary>
internal sealed class CodeRule : ITextRule
{
    private const int MaxCode = 64;

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int digitsEnd = NumberToken.EndOfDigits(source, at);
        bool touchesLetters = char.IsAsciiLetter(source.At(digitsEnd)) || (at > 0 && (source[at - 1] == '-' || char.IsAsciiLetterOrDigit(source[at - 1])));
        if (!touchesLetters)
        {
            return digitsEnd;
        }

        int start = at;
        while (start > text.Consumed && at - start < MaxCode && char.IsAsciiLetterOrDigit(source[start - 1]))
        {
            start--;
        }

        // "COVID-19", "F-16": one hyphen between letters and digits.
        if (start == at && source.At(at - 1) == '-' && char.IsAsciiLetter(source.At(at - 2)))
        {
            start--;
            while (start > text.Consumed && at - start < MaxCode && char.IsAsciiLetterOrDigit(source[start - 1]))
            {
                start--;
            }
        }

        int end = at;
        while (end < source.Length && end - at < MaxCode && char.IsAsciiLetterOrDigit(source[end]))
        {
            end++;
        }

        if (end - at == MaxCode)
        {
            return digitsEnd;
        }

        ReadOnlySpan<char> code = source[start..end];
        bool lettersFirst = !char.IsAsciiDigit(code[0]);
        if (start > 0 && source[start - 1] is '.' or ',' && char.IsAsciiDigit(source.At(start - 2)))
        {
            return end;
        }

        if (lettersFirst ? !code.ContainsAnyInRange('0', '9') : !IsCodeAfterNumber(source, start, code, end))
        {
            return end;
        }

        text.Begin(start);
        Say(text, code, start);
        text.End(end);
        return end;
    }

    private static bool IsCodeAfterNumber(ReadOnlySpan<char> source, int start, ReadOnlySpan<char> code, int end)
    {
        int digits = NumberToken.EndOfDigits(code, 0);
        ReadOnlySpan<char> suffix = code[digits..];
        if (suffix.IsEmpty || (source.At(start - 1) is '.' or ',' && char.IsAsciiDigit(source.At(start - 2))))
        {
            return false;
        }

        // "4K" and "8K" name screens; other thousands are numbers.
        if (suffix is "K" or "k")
        {
            return code[..digits] is "2" or "4" or "8" && suffix is "K";
        }

        return suffix switch
        {
            "st" or "nd" or "rd" or "th" or "ST" or "ND" or "RD" or "TH" => false,
            "x" or "X" or "M" or "B" or "mn" or "bn" => false,
            _ => UnitTable.Find(suffix) is null && !IsProduct(suffix) && !IsScientific(source, suffix, end) && !IsDurations(suffix),
        };
    }

    // "1920x1080"
    private static bool IsProduct(ReadOnlySpan<char> suffix) =>
        suffix[0] is 'x' or 'X' && suffix.Length > 1 && char.IsAsciiDigit(suffix[1]);

    // "6e23", "1e-9"
    private static bool IsScientific(ReadOnlySpan<char> source, ReadOnlySpan<char> suffix, int end) =>
        suffix[0] is 'e' or 'E' && (suffix.Length > 1 ? !suffix[1..].TrimStart("-+").ContainsAnyExceptInRange('0', '9') : source.At(end) is '-' or '+' && char.IsAsciiDigit(source.At(end + 1)));

    // "1h30m"
    private static bool IsDurations(ReadOnlySpan<char> suffix) =>
        suffix[0] is 'h' or 'm' && suffix.Length > 2 && char.IsAsciiDigit(suffix[1]) && suffix[^1] is 'm' or 's' && !suffix[1..^1].ContainsAnyExceptInRange('0', '9');

    private static void Say(SpokenText text, ReadOnlySpan<char> code, int position)
    {
        bool formula = ChemicalFormula.Is(code);
        int at = 0;
        while (at < code.Length)
        {
            int start = at;
            if (code[at] == '-')
            {
                at++;
                continue;
            }

            if (char.IsAsciiDigit(code[at]))
            {
                at = NumberToken.EndOfDigits(code, at);
                AddressSpeech.SayCodeDigits(text, code[start..at], position);
                continue;
            }

            while (at < code.Length && char.IsAsciiLetter(code[at]))
            {
                at++;
            }

            ReadOnlySpan<char> letters = code[start..at];
            if (formula || letters.Length == 1 || Acronyms.IsSpelled(letters) || !letters.ContainsAny("aeiouyAEIOUY"))
            {
                AddressSpeech.Spell(text, letters, position);
            }
            else
            {
                text.Say(letters);
            }
        }
    }
}
