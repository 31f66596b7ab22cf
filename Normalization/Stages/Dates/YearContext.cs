using System.Buffers;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Decides by what stands around it whether a number of four digits without a comma is a year. In running English it is one unless something counts it:
/// a plural or a unit behind it, a word such as <i>about</i> or <i>total</i> before it. In Hindi and Telugu a word has to say so.
/// </summary>
internal static class YearContext
{
    private const int MaxBefore = 24;
    private const int MaxWord = 20;

    private static readonly SearchValues<char> Openers = SearchValues.Create(" ([\"'\n~");
    private static readonly SearchValues<char> TouchingSigns = SearchValues.Create("+%°/-*='\"");
    private static readonly SearchValues<char> SignsBefore = SearchValues.Create("+-=×*/<>#$₹");
    private static readonly SearchValues<char> SignsBehind = SearchValues.Create("+=×*/%");

    /// <summary>Whether a word before or behind says that it is a year.</summary>
    public static bool IsNamed(Vocabulary words, ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> rest = source[end..];
        if (words[ListName.YearEndings].LengthAtStart(rest) > 0 || (rest.At(0) == ' ' && IsFollowed(words, rest[1..])))
        {
            return true;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at].TrimEnd(' ');
        if (before.Length == Math.Min(MaxBefore, at) && at > 0)
        {
            return false;
        }

        int space = before.LastIndexOfAny(" \n(");
        ReadOnlySpan<char> word = before[(space + 1)..];
        if (word is "to" or "and" or "To")
        {
            // "from 1914 to 1918", "between 1914 and 1918"
            ReadOnlySpan<char> earlier = before[..Math.Max(0, space)].TrimEnd(' ');
            return earlier.Length - earlier.TrimEnd("0123456789").Length == 4;
        }

        bool divided = word is "by" && before.EndsWith("divided by");
        return !divided && (words[ListName.YearLeads].Contains(word) || words[ListName.MonthsInPlace].Contains(word) || FollowsIndicDate(words, before));
    }

    /// <summary>Whether it is more likely a year than a quantity though no word says so.</summary>
    /// <param name="english">Whether the sentence is English.</param>
    public static bool IsLikely(Vocabulary words, ReadOnlySpan<char> source, int at, int end, int year, bool english)
    {
        // Round hundreds up to 1500 are quantities more often than not.
        if (year < 1100 || (year % 100 == 0 && year < 1600) || !StandsApart(source, at, end))
        {
            return false;
        }

        return english ? IsLikelyEnglish(words, source, at, end) : year >= 1700 && year % 50 != 0 && year % 100 != 99 && source.At(end) == ' ' && words[ListName.LikelyYearFollowers].LengthOfWholeAtStart(source[(end + 1)..]) > 0;
    }

    // No sign touches it, and no other number is beside it.
    private static bool StandsApart(ReadOnlySpan<char> source, int at, int end)
    {
        if ((at > 0 && !Openers.Contains(source[at - 1])) || TouchingSigns.Contains(source.At(end)))
        {
            return false;
        }

        int left = at - 1;
        while (left >= 0 && source[left] == ' ' && at - left < 3)
        {
            left--;
        }

        int right = source.SkipBlanks(end);
        bool numberBefore = left < at - 1 && char.IsAsciiDigit(source.At(left));
        bool sign = left >= 0 && left < at - 1 && SignsBefore.Contains(source[left]);
        bool alone = left < 0 && right >= source.Length;
        return !numberBefore && !sign && !alone && !(right > end && char.IsAsciiDigit(source.At(right))) && !SignsBehind.Contains(source.At(right));
    }

    private static bool IsLikelyEnglish(Vocabulary words, ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore - MaxWord)..at].TrimEnd(" (\"'[:.");
        ReadOnlySpan<char> word = LastWord(before);
        ReadOnlySpan<char> behind = WordBehind(source, end);
        bool article = word is "the" or "The" or "a" or "his" or "her" or "its" or "their";
        if (words[ListName.CountingWords].Contains(word) || (IsCounted(words, behind) && !article) || words[ListName.CountedNouns].Contains(behind))
        {
            return false;
        }

        if (word is "by" && before.EndsWith("divided by"))
        {
            return false;
        }

        if (word is "of" && words[ListName.MeasureNouns].Contains(LastWord(before[..^2].TrimEnd(' '))))
        {
            return false;
        }

        // The number of a house.
        return !(AddressWords.OpensAddress(source, at) && AddressWords.Follow(words, source, end));
    }

    private static bool IsCounted(Vocabulary words, ReadOnlySpan<char> noun) =>
        noun.Length > 3 && noun[^1] == 's' && noun[^2] != 's' && char.IsAsciiLetterLower(noun[0]) && !words[ListName.NoPlurals].Contains(noun);

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && text.Length - start < MaxWord && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        return text[start..];
    }

    private static ReadOnlySpan<char> WordBehind(ReadOnlySpan<char> source, int end)
    {
        int start = source.At(end) == ' ' ? end + 1 : end;
        int close = start;
        while (close - start < MaxWord && start > end && char.IsAsciiLetter(source.At(close)))
        {
            close++;
        }

        return source[start..close];
    }

    // "1947" and the name of a month, or a word that only years have behind them.
    private static bool IsFollowed(Vocabulary words, ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> word = new TextCursor(rest, 0).TakeWord();
        return words[ListName.YearFollowers].LengthOfWholeAtStart(rest) > 0 || words[ListName.MonthsInPlace].Contains(word);
    }

    // A month in place and a day, in any order, and a comma or a dot.
    private static bool FollowsIndicDate(Vocabulary words, ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> day = before.TrimEnd(",.");
        if (day.Length < before.Length && words[ListName.MonthsInPlace].Contains(day[(day.LastIndexOfAny(" \n(") + 1)..]))
        {
            return true;
        }

        int at = day.TrimEnd("0123456789").Length;
        if (day.Length - at is 0 or > 2 || at == 0)
        {
            return false;
        }

        ReadOnlySpan<char> month = day[..at].TrimEnd(' ');
        return words[ListName.MonthsInPlace].Contains(month[(month.LastIndexOfAny(" \n(") + 1)..]);
    }
}
