using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Decides by what stands around it whether <c>25/12</c> is a day and a month, without a year, or a fraction.</summary>
internal static class DayMonth
{
    private const int MaxBefore = 16;
    private const int MaxWord = 12;

    /// <param name="end">Where the second number ends.</param>
    /// <param name="first">Value of the first number.</param>
    /// <param name="second">Value of the second number; one of the two is a month and the other one a day.</param>
    public static bool IsDate(Vocabulary words, ReadOnlySpan<char> source, int at, int end, int first, int second)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        ReadOnlySpan<char> rest = source[end..];
        ReadOnlySpan<char> behind = rest.TrimStart(' ');
        if (words[ListName.NoDateLeads].EndsWith(before.TrimEnd(' ')) || rest.At(0) == '-' || words[ListName.NoDateFollowers].LengthAtStart(behind) > 0
            || (AddressWords.OpensAddress(source, at) && AddressWords.Follow(words, source, end)))
        {
            return false;
        }

        bool padded = source[at] == '0' || (end >= 2 && source[end - 2] == '0');
        bool wide = end >= 2 && char.IsAsciiDigit(source[end - 2]);
        if (padded || (first > 12 && second is >= 10 and <= 12 && wide))
        {
            return true;
        }

        ReadOnlySpan<char> word = LastWord(before);
        if (words[ListName.DateLeads].Contains(word) || words[ListName.DateFollowers].LengthAtStart(behind) > 0)
        {
            return true;
        }

        // Denominators that people use make fractions of them: "from 1/2 to 3/4".
        bool fraction = second is 2 or 3 or 4 or 5 or 8 or 10 && first < second;
        bool bracketed = before.EndsWith('(') && rest.At(0) == ')' && second > 12;
        bool marks = second == 10 && first <= 10;
        return bracketed || (words[ListName.LikelyDateLeads].Contains(word) && !fraction && !marks && first != second && (second > 12 || first > 12 || second is 6 or 7 or 9 or 11 or 12 or 10));
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> trimmed = before.TrimEnd(" :-,.");
        int start = trimmed.Length;
        while (start > 0 && trimmed.Length - start < MaxWord && (char.IsAsciiLetter(trimmed[start - 1]) || Characters.IsIndicLetterOrMark(trimmed[start - 1])))
        {
            start--;
        }

        return trimmed[start..];
    }
}
