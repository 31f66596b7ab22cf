using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Telephone numbers: digits one by one, a comma between the written groups.</summary>
internal sealed class PhoneRule : ITextRule
{
    // E.164: at most 15 digits.
    private const int MaxDigits = 15;
    private const int MaxGroups = 7;

    private static readonly SearchValues<char> NoOpeners = SearchValues.Create("-+./:#$€£₹");

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        Span<Range> groups = stackalloc Range[MaxGroups];
        int start = at;
        if (source.At(start - 1) == '(')
        {
            start--;
        }

        bool plus = source.At(start - 1) == '+' || (start < at && source.At(at - 1) == '+');
        start = plus && source.At(start - 1) == '+' ? start - 1 : start;
        if (start < text.Consumed || !Opens(source, start))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int count = ReadGroups(source, at, groups, out int end, out int digits);
        ReadOnlySpan<Range> written = groups[..count];
        if (!Closes(source, end) || !IsPhone(LanguageCatalog.Words(text), source, start, written, digits, plus))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(start);
        if (plus)
        {
            text.Say(language.Plus);
        }

        SayGroups(text, source, language, written, plus);
        if (source.At(end) == '-' && char.IsAsciiLetter(source.At(end + 1)))
        {
            // "1-800-FLOWERS"
            text.Write(',');
            end++;
        }

        text.End(end);
        return end;
    }

    private static void SayGroups(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, ReadOnlySpan<Range> groups, bool plus)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            ReadOnlySpan<char> group = source[groups[i]];
            if (i > 0)
            {
                text.Write(',');
            }

            int code = i == 0 && plus ? CountryCode.LengthIn(group) : 0;
            if (code > 0 && code < group.Length)
            {
                language.SayDigits(text, group[..code]);
                text.Write(',');
                group = group[code..];
            }

            // Ten digits in one piece are said five and five, in North America three, three, four.
            bool northern = group.Length == 10 && (code == 1 || group[0] < '6');
            bool free = group.Length == 11 && group[0] == '1';
            if (northern || free)
            {
                int area = free ? 4 : 3;
                language.SayDigits(text, group[..area]);
                text.Write(',');
                language.SayDigits(text, group[area..(area + 3)]);
                text.Write(',');
                group = group[(area + 3)..];
            }
            else if (group.Length == 10)
            {
                language.SayDigits(text, group[..5]);
                text.Write(',');
                group = group[5..];
            }

            language.SayPhoneGroup(text, group);
        }
    }

    // Groups are parted by one space, hyphen or point, or by the parentheses of an area code.
    private static int ReadGroups(ReadOnlySpan<char> source, int at, Span<Range> groups, out int end, out int digits)
    {
        int count = 0;
        digits = 0;
        end = at;
        while (count < groups.Length && char.IsAsciiDigit(source.At(at)) && digits <= MaxDigits)
        {
            int start = at;
            while (char.IsAsciiDigit(source.At(at)) && at - start <= MaxDigits)
            {
                at++;
            }

            groups[count++] = start..at;
            digits += at - start;
            end = at;
            int next = at;
            while (next - at < 3 && source.At(next) is ' ' or '-' or '.' or '(' or ')')
            {
                next++;
            }

            if (next == at || source[at..next].Contains("- ", StringComparison.Ordinal) || source[at..next] is ". "
                || source[at..next].ContainsAny(" -") && source[at..next].Contains(" -", StringComparison.Ordinal))
            {
                break;
            }

            at = next;
        }

        return count;
    }

    private static bool IsPhone(Vocabulary words, ReadOnlySpan<char> source, int start, ReadOnlySpan<Range> groups, int digits, bool plus)
    {
        if (plus)
        {
            return digits is >= 8 and <= MaxDigits;
        }

        Span<int> lengths = stackalloc int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            lengths[i] = groups[i].End.Value - groups[i].Start.Value;
        }

        char first = source[groups[0].Start.Value];
        bool area = source[start] == '(';
        bool spaced = groups.Length > 1 && source[groups[0].End.Value] == ' ';
        if (IsCalled(words, source, start, groups, lengths))
        {
            return true;
        }

        ReadOnlySpan<char> number = source[groups[0].Start.Value..];
        return lengths.Length switch
        {
            1 => IsOnePiece(number, lengths[0]),
            2 => IsTwoPieces(source, groups, lengths, first, area, spaced),
            3 => IsThreePieces(source, groups, lengths, number, area, spaced),
            _ => IsManyPieces(lengths, first),
        };
    }

    // Indian mobile numbers, perhaps with the trunk zero, and toll-free ones.
    private static bool IsOnePiece(ReadOnlySpan<char> number, int length) => length switch
    {
        10 => number[0] is >= '6' and <= '9',
        11 when number[0] == '1' => number.StartsWith("1800") || number.StartsWith("1860"),
        11 => number[0] == '0' && number[1] is >= '6' and <= '9',
        _ => false,
    };

    private static bool IsTwoPieces(ReadOnlySpan<char> source, ReadOnlySpan<Range> groups, ReadOnlySpan<int> lengths, char first,
        bool area, bool spaced) => lengths switch
        {
            [5, 5] => first is >= '6' and <= '9',

            // "1-8…": a word in place of the last digits.
            [1, 3] => first == '1' && source[groups[1].Start.Value] == '8' && IsWordBehind(source, groups[1].End.Value),
            [4, 6] when !spaced => true,
            [>= 3 and <= 5, >= 6 and <= 8] => first == '0' || area,
            [7, 4] => first == '0',

            // Local numbers of North America.
            [3, 4] => source[groups[0].End.Value] == '-' && first is >= '2' and <= '9',
            _ => false,
        };

    private static bool IsWordBehind(ReadOnlySpan<char> source, int end) => source.At(end) == '-'
        && char.IsAsciiLetterUpper(source.At(end + 1));

    private static bool IsThreePieces(
        ReadOnlySpan<char> source, ReadOnlySpan<Range> groups, ReadOnlySpan<int> lengths, ReadOnlySpan<char> number, bool area,
            bool spaced) => lengths switch
            {
                [1, 5, 5] => number[0] == '0',
                [4, 3, 4] when number[0] == '0' => true,

                // North America.
                [3, 3, 4] => area || !spaced || number[0] != '0',

                // The numbers of Indian residents.
                [4, 4, 4] when spaced => source[groups[1].End.Value] == ' ',

                // Toll-free numbers of India, landlines with the trunk zero.
                [4, >= 2 and <= 4, 4] or [4, 3, 3] => number.StartsWith("18"),
                [>= 3 and <= 5, 3 or 4, 4] => number[0] == '0' || area,
                [1, 2 or 3, >= 6 and <= 8] => number[0] == '0' && source[groups[1].Start.Value - 1] == '(',
                _ => false,
            };

    // France, North America with its country code, cards, and from abroad as it is dialled.
    private static bool IsManyPieces(ReadOnlySpan<int> lengths, char first) => lengths switch
    {
        [2, 2, 2, 2, 2] => first == '0',
        [1, 3, 3, 4] => first == '1',
        [4, 4, 4, 4] => true,
        [2 or 3, 2, 2, 4, 4] => first == '0',
        _ => false,
    };

    // Shorter numbers, and those of other lands, where a word says that they are called.
    private static bool IsCalled(Vocabulary words, ReadOnlySpan<char> source, int start, ReadOnlySpan<Range> groups,
        ReadOnlySpan<int> lengths)
    {
        bool possible = lengths is [8] or [7] or [10] or [4, 4] or [4, 6] or [3, 4] or [3, 3, 4] or [5, 6] or [2, 8];
        return possible && NumberLabels.Find(words, source, start, groups[^1].End.Value, 8) == NumberLabel.Call;
    }

    private static bool Opens(ReadOnlySpan<char> source, int start)
    {
        char before = source.At(start - 1);
        if (before == '/')
        {
            // One number or another.
            return start > 10 && !source.Slice(start - 11, 10).ContainsAnyExceptInRange('0', '9');
        }

        if (before == ':')
        {
            // "tel:+1…", "Ph:98…"
            return char.IsAsciiLetter(source.At(start - 2));
        }

        return !Characters.IsWord(before) && !NoOpeners.Contains(before) && !(before == ',' && char.IsAsciiDigit(source.At(start - 2)));
    }

    private static bool Closes(ReadOnlySpan<char> source, int end)
    {
        char after = source.At(end);
        bool another = after == '/' && NumberToken.EndOfDigits(source, end + 1) == end + 11;
        bool goesOn = !another && after is '.' or ',' or ':' or '-' or '/' && char.IsAsciiDigit(source.At(end + 1));
        return !char.IsAsciiLetterOrDigit(after) && !goesOn && after is not ('%' or '°');
    }
}
