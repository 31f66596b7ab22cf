using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Reads the dash between the two ends of a range.</summary>
internal static class RangeReader
{
    private const int MaxWord = 16;

    /// <summary>Whether a dash, attached on both sides or apart on both, leads from <paramref name="end"/> to another number.</summary>
    /// <param name="next">The first digit of that number, or its minus.</param>
    public static bool TryRead(ReadOnlySpan<char> source, int end, out int next)
    {
        bool spaced = source.At(end) == ' ';
        int dash = spaced ? end + 1 : end;
        next = end;
        if (!Characters.IsDash(source.At(dash)) && !(source.At(dash) == '~' && !spaced))
        {
            return false;
        }

        bool apart = source.At(dash + 1) == ' ';
        next = apart ? dash + 2 : dash + 1;
        if (apart != spaced)
        {
            return false;
        }

        // "-5 - -3", "-10–-5"
        bool signed = source.At(next) == '-' && (spaced || source[dash] != '-');
        return char.IsAsciiDigit(source.At(signed ? next + 1 : next));
    }

    /// <summary>What follows a number that ends at an index.</summary>
    public static SuffixKind KindOf(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        if (words[ListName.OrdinalEndings].LengthOfWholeAtStart(source[end..]) > 0)
        {
            return SuffixKind.Ordinal;
        }

        if (source.At(source.At(end) == ' ' ? end + 1 : end) == '%')
        {
            return SuffixKind.Percent;
        }

        return Magnitude.Read(words, source, end, afterCurrency: false).End > end ? SuffixKind.Scale
            : UnitReader.TryRead(source, end, out _) ? SuffixKind.Unit : SuffixKind.None;
    }

    /// <summary>Two numbers that no "to" parts: equal ones (<c>50-50</c>), the year of a standard (<c>9001:2015</c>), the type of an aircraft.</summary>
    public static bool IsPair(Vocabulary words, ReadOnlySpan<char> source, NumberToken first, NumberToken second, bool ratio)
    {
        ReadOnlySpan<char> left = source[first.Start..first.End];
        ReadOnlySpan<char> right = source[second.Start..second.End];
        if (ratio)
        {
            // Samplings of colour are named by three digits: "4:4:4", "4:2:0".
            bool sampling = left.Length == 1 && source.At(second.End) == ':' && left is "4" && right is "4" or "2" or "1" && source.ClosesWord(second.End + 2);
            bool last = right.Length == 1 && source.At(first.Start - 1) == ':' && source.At(first.Start - 2) == '4' && left is "4" or "2" or "1";
            bool clock = left.Length == 2 && right.Length == 2 && left[0] is >= '2' and <= '5' && right[0] is >= '0' and <= '5' && left.CompareTo("24", StringComparison.Ordinal) > 0;
            return clock || sampling || last || (left.Length == 4 && right.Length == 4);
        }

        bool house = AddressWords.OpensAddress(source, first.Start) && AddressWords.Follow(words, source, second.End) && right.Length <= left.Length;
        return house || (left.SequenceEqual(right) && left.Length == 2) || (left.Length == 3 && right.Length == 3 && FollowsAircraft(words, source, first.Start));
    }

    private static bool FollowsAircraft(Vocabulary words, ReadOnlySpan<char> source, int start)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, start - MaxWord)..start].TrimEnd(' ');
        return words[ListName.Aircraft].EndsWith(before);
    }
}
