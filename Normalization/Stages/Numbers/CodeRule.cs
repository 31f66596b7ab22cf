using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

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
        if (TryParagraph(text, source, at, digitsEnd, out int paragraphEnd) || TryDotted(text, source, at, out paragraphEnd))
        {
            return paragraphEnd;
        }

        if (source.At(at - 1) == '/' && at - 2 >= text.Consumed && source[at - 2] == 'f' && source.OpensWord(at - 2) && NumberToken.TryRead(source, at, out NumberToken stop))
        {
            // "f/1.8": the stop of a lens.
            text.Begin(at - 2);
            text.Say("f");
            stop.Say(text, source, LanguageCatalog.For(text, at), indian: false, beforeNoun: false);
            text.End(stop.End);
            return stop.End;
        }

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

        start = start == at ? StartBeforeHyphen(source, at, text.Consumed) : start;
        int end = EndOfCode(source, at, start);

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

        if (lettersFirst ? !code.ContainsAnyInRange('0', '9') || IsRaisedUnit(source, start, code) : !IsCodeAfterNumber(LanguageCatalog.Words(text), source, start, code, end))
        {
            return end;
        }

        if (LanguageCatalog.Words(text)[MapName.ChatWords].Find(code) is { } word)
        {
            text.Replace(start, end, word);
            return end;
        }

        text.Begin(start);
        Say(text, code, start);
        if (lettersFirst && char.IsAsciiDigit(code[^1]) && source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)))
        {
            // "GPT-3.5", "PM2.5"
            int last = NumberToken.EndOfDigits(source, end + 1);
            text.Say(LanguageCatalog.For(text, start).Point);
            AddressSpeech.SayCodeDigits(text, source[(end + 1)..last], start);
            end = last;
        }

        text.End(end);
        return end;
    }

    // "COVID-19", "F-16": one hyphen between letters and digits. "3kg-5kg" is a range, "1-in-100" is counted.
    private static int StartBeforeHyphen(ReadOnlySpan<char> source, int at, int floor)
    {
        if (source.At(at - 1) != '-' || !char.IsAsciiLetter(source.At(at - 2)))
        {
            return at;
        }

        int start = at - 1;
        while (start > floor && at - start < MaxCode && char.IsAsciiLetterOrDigit(source[start - 1]))
        {
            start--;
        }

        ReadOnlySpan<char> word = source[start..(at - 1)];
        if (word.IsEmpty)
        {
            // "6E-123": what stands before is said already.
            return at - 1;
        }

        bool counted = word is "in" or "to" or "of" or "by" or "and";
        int digits = NumberToken.EndOfDigits(word, 0);
        bool measure = digits > 0 && (UnitTable.Find(word[digits..]) is not null || word[digits..].ContainsAnyInRange('a', 'z'));
        return measure || counted ? at : start;
    }

    private static int EndOfCode(ReadOnlySpan<char> source, int at, int start)
    {
        int end = at;
        while (end < source.Length && end - at < MaxCode && char.IsAsciiLetterOrDigit(source[end]))
        {
            end++;
        }

        // "i7-12700K": the number of a model.
        if (start < at && source.At(end) == '-' && !source[start..end].Contains('-'))
        {
            int digits = NumberToken.EndOfDigits(source, end + 1);
            int last = digits;
            while (last - digits < 3 && char.IsAsciiLetterUpper(source.At(last)))
            {
                last++;
            }

            end = digits - end > 4 && source.ClosesWord(last) ? last : end;
        }

        return end;
    }

    // "10 m2", "9.8m/s2": a unit and its power.
    private static bool IsRaisedUnit(ReadOnlySpan<char> source, int start, ReadOnlySpan<char> code)
    {
        char before = source.At(start - 1);
        bool measured = before == '/' || (before == ' ' && char.IsAsciiDigit(source.At(start - 2)));
        return measured && code[^1] is '2' or '3' && UnitTable.Find(code[..^1]) is { } unit && UnitReader.CanBeRaised(unit);
    }

    // "401(k)", "501(c)(3)", "10-K", "133-A"
    private static bool TryParagraph(SpokenText text, ReadOnlySpan<char> source, int at, int digitsEnd, out int end)
    {
        end = digitsEnd;
        bool opens = source.OpensWord(at) && source.At(at - 1) is not ('-' or '.' or ',' or '/' or '$' or '₹');
        bool hyphen = source.At(end) == '-' && char.IsAsciiLetterUpper(source.At(end + 1)) && source.ClosesWord(end + 2);
        bool bracket = source.At(end) == '(' && char.IsAsciiLetter(source.At(end + 1)) && source.At(end + 2) == ')' && source.ClosesWord(end + 3);
        if (!opens || digitsEnd - at > 3 || !(hyphen || bracket) || (hyphen && source.At(end + 2) is '-' or '/' or '.'))
        {
            return false;
        }

        text.Begin(at);
        LanguageCatalog.For(text, at).SayCardinal(text, source[at..digitsEnd], indian: false, beforeNoun: false);
        AddressSpeech.Spell(text, source.Slice(end + 1, 1), at);
        end += hyphen ? 2 : 3;
        while (bracket && source.At(end) == '(' && char.IsAsciiLetterOrDigit(source.At(end + 1)) && source.At(end + 2) == ')')
        {
            AddressSpeech.Spell(text, source.Slice(end + 1, 1), at);
            end += 3;
        }

        text.End(end);
        return true;
    }

    // "H.264", "M.2", "B.1.1.7"
    private static bool TryDotted(SpokenText text, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        int letter = at - 2;
        if (source.At(at - 1) != '.' || letter < text.Consumed || !char.IsAsciiLetterUpper(source[letter]) || !source.OpensWord(letter) || source.At(letter - 1) == '.')
        {
            return false;
        }

        text.Begin(letter);
        AddressSpeech.Spell(text, source.Slice(letter, 1), at);
        int part = at;
        while (true)
        {
            end = NumberToken.EndOfDigits(source, part);
            AddressSpeech.SayCodeDigits(text, source[part..end], at);
            if (source.At(end) != '.' || !char.IsAsciiDigit(source.At(end + 1)))
            {
                break;
            }

            part = end + 1;
        }

        text.End(end);
        return true;
    }

    private static bool IsCodeAfterNumber(Vocabulary words, ReadOnlySpan<char> source, int start, ReadOnlySpan<char> code, int end)
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
            return suffix is "K" && (code[..digits] is "2" or "4" or "8" || digits > 4);
        }

        return suffix switch
        {
            _ when words[ListName.OrdinalEndings].Contains(suffix) => false,
            "x" or "X" or "mn" or "bn" or "tn" or "Cr" or "cr" or "CR" or "Mn" or "Bn" => false,
            [>= 'A' and <= 'Z'] when FollowsPlace(words, source, start) => true,
            "B" => IsHouse(words, source, end),
            "M" => code[..digits] is "3" && IsCompany(source[end..]),
            "A" when digits > 2 || IsHouse(words, source, end) => true,
            "s" => false,
            _ => UnitTable.Find(suffix) is null && (!IsProduct(suffix) || code[..digits] is "0") && !IsScientific(source, suffix, end) && !IsDurations(suffix),
        };
    }

    // "3M company"
    private static bool IsCompany(ReadOnlySpan<char> rest) =>
        rest.StartsWith(" company") || rest.StartsWith(" Company") || rest.StartsWith(" tape") || rest.StartsWith(" India") || rest.StartsWith(" Co") || rest.StartsWith(" mask");

    // "Apt 4B", "Bus 8A", "Seat 12F"
    private static bool FollowsPlace(Vocabulary words, ReadOnlySpan<char> source, int start)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, start - 16)..start].TrimEnd(' ');
        before = before.TrimEnd(" .");
        int word = before.Length;
        while (word > 0 && (char.IsAsciiLetter(before[word - 1]) || Characters.IsIndicLetterOrMark(before[word - 1])))
        {
            word--;
        }

        return words[ListName.Places].Contains(before[word..]);
    }

    // "221B Baker Street"
    private static bool IsHouse(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + 32)];
        if (rest.At(0) != ' ' || !(char.IsAsciiLetterUpper(rest.At(1)) || Characters.IsIndicLetterOrMark(rest.At(1))))
        {
            return false;
        }

        if (Characters.IsIndicLetterOrMark(rest.At(1)))
        {
            return AddressWords.Follow(words, source, end);
        }

        foreach (string way in words[ListName.Ways].Words)
        {
            int at = rest.IndexOf(way, StringComparison.Ordinal);
            if (at > 1 && rest[at - 1] == ' ' && rest.ClosesWord(at + way.Length))
            {
                return true;
            }
        }

        return false;
    }

    // "1920x1080"
    private static bool IsProduct(ReadOnlySpan<char> suffix) =>
        suffix[0] is 'x' or 'X' && suffix.Length > 1 && char.IsAsciiDigit(suffix[1]) && !suffix.ContainsAnyExcept("0123456789xX");

    // "6e23", "1e-9"
    private static bool IsScientific(ReadOnlySpan<char> source, ReadOnlySpan<char> suffix, int end) =>
        suffix[0] is 'e' or 'E' && (suffix.Length > 1 ? !suffix[1..].TrimStart("-+").ContainsAnyExceptInRange('0', '9') : source.At(end) is '-' or '+' && char.IsAsciiDigit(source.At(end + 1)) && (suffix is "e" || NumberToken.EndOfDigits(source, end + 1) - end < 4));

    // "1h30m"
    private static bool IsDurations(ReadOnlySpan<char> suffix) =>
        suffix[0] is 'h' or 'm' && suffix.Length > 2 && char.IsAsciiDigit(suffix[1]) && suffix[^1] is 'm' or 's' && !suffix[1..^1].ContainsAnyExceptInRange('0', '9');

    private static void Say(SpokenText text, ReadOnlySpan<char> code, int position)
    {
        bool formula = ChemicalFormula.Is(code);
        bool account = IsTaxNumber(code);
        int at = 0;
        while (at < code.Length)
        {
            int start = at;
            if (code[at] == '-')
            {
                text.Say(code[..at] is "UTC" or "GMT" or "T" && code.Length < 6 ? LanguageCatalog.For(text, position).Minus : "");
                at++;
                continue;
            }

            if (char.IsAsciiDigit(code[at]))
            {
                at = NumberToken.EndOfDigits(code, at);
                SayDigits(text, code, start, at, position);
                continue;
            }

            while (at < code.Length && char.IsAsciiLetter(code[at]))
            {
                at++;
            }

            ReadOnlySpan<char> letters = code[start..at];
            if (formula || account || letters.Length == 1 || Acronyms.IsSpelled(LanguageCatalog.Words(text), letters) || !letters.ContainsAny("aeiouyAEIOUY"))
            {
                AddressSpeech.Spell(text, letters, position);
            }
            else
            {
                text.Say(letters);
            }
        }
    }

    // Lines of a screen are said in pairs: "1080p".
    private static void SayDigits(SpokenText text, ReadOnlySpan<char> code, int start, int end, int position)
    {
        ReadOnlySpan<char> digits = code[start..end];
        if (code[end..] is "p" && digits is "480" or "720" or "1080" or "1440" or "2160")
        {
            LanguageRules language = LanguageCatalog.For(text, position);
            language.SayCardinal(text, digits[..^2], indian: false, beforeNoun: false);
            language.SayCardinal(text, digits[^2..], indian: false, beforeNoun: false);
        }
        else
        {
            AddressSpeech.SayCodeDigits(text, digits, position);
        }
    }

    // The permanent account number of India: five letters, four digits, a letter.
    private static bool IsTaxNumber(ReadOnlySpan<char> code) =>
        (code.Length >= 12 && !code.ContainsAnyInRange('a', 'z') && code.ContainsAnyInRange('A', 'Z') && !code.Contains('-')) || IsAccount(code);

    private static bool IsAccount(ReadOnlySpan<char> code) =>
        code.Length == 10 && !code[..5].ContainsAnyExceptInRange('A', 'Z') && !code[5..9].ContainsAnyExceptInRange('0', '9') && char.IsAsciiLetterUpper(code[9]);
}
