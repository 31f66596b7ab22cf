using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Words that make the number beside them a code, a name of something or a number to call, all said digit by digit.</summary>
internal static class NumberLabels
{
    private const int MaxBefore = 48;
    private const int MaxSteps = 5;

    /// <summary>What the words before and behind a number of so many digits say about it.</summary>
    public static NumberLabel Find(Vocabulary words, ReadOnlySpan<char> source, int at, int end, int digits)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        NumberLabel label = FindBefore(words, before, digits);
        if (label != NumberLabel.None)
        {
            return label;
        }

        if (digits is >= 4 and <= 8 && source.At(end) == ' ' && words[ListName.CodesBehind].LengthAtStart(source[(end + 1)..]) > 0)
        {
            return NumberLabel.Code;
        }

        return CallFollows(words, source, end) ? NumberLabel.Call : NumberLabel.None;
    }

    private static NumberLabel FindBefore(Vocabulary words, ReadOnlySpan<char> before, int digits)
    {
        bool numbered = false;
        bool ending = false;
        bool direct = true;
        for (int step = 0; step < MaxSteps; step++)
        {
            ReadOnlySpan<char> word = LastWord(ref before, out bool marked);
            numbered |= marked && step == 0;
            if (word.IsEmpty)
            {
                return NumberLabel.None;
            }

            NumberLabel label = Of(words, word, digits, numbered, direct, ending);
            if (label != NumberLabel.None)
            {
                return label;
            }

            ending |= words[ListName.EndingWords].Contains(word);
            if (ending && digits == 4 && words[ListName.LastWords].Contains(word))
            {
                return NumberLabel.Code;
            }

            bool number = words[ListName.NumberLabels].Contains(word) && !word.Equals("no", StringComparison.Ordinal)
                || word is "no" or "No";
            numbered |= number;
            direct &= number;
            if (!words[ListName.LabelLinks].Contains(word) && !char.IsAsciiDigit(word[0])
                && !(step < 2 && word is "STOP" or "HELP" or "to" or "YES"))
            {
                return NumberLabel.None;
            }
        }

        return NumberLabel.None;
    }

    private static NumberLabel Of(Vocabulary words, ReadOnlySpan<char> word, int digits, bool numbered, bool direct, bool ending)
    {
        if (words[ListName.Codes].Contains(word))
        {
            return digits >= 3 ? NumberLabel.Code : NumberLabel.None;
        }

        if (words[ListName.NumberedThings].Contains(word))
        {
            return digits >= 4 && (direct || numbered || ending) ? NumberLabel.Code : NumberLabel.None;
        }

        if (words[ListName.LabelledThings].Contains(word))
        {
            return digits >= 4 && (numbered || ending) ? NumberLabel.Code : NumberLabel.None;
        }

        return words[ListName.Calls].Contains(word) ? NumberLabel.Call : NumberLabel.None;
    }

    // The word before, and what stood between it and the number: a colon and a hash make a label of it.
    private static ReadOnlySpan<char> LastWord(ref ReadOnlySpan<char> before, out bool marked)
    {
        ReadOnlySpan<char> trimmed = before.TrimEnd(" :#.-\u2013*");
        ReadOnlySpan<char> gap = before[trimmed.Length..];
        marked = gap.ContainsAny(":#");
        int start = trimmed.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(trimmed[start - 1]) || Characters.IsIndicLetterOrMark(trimmed[start - 1])
            || trimmed[start - 1] is '/' or Characters.ZeroWidthNonJoiner or Characters.ZeroWidthJoiner))
        {
            start--;
        }

        ReadOnlySpan<char> word = trimmed[start..];
        before = trimmed[..start];
        return word;
    }

    // A call of a number, behind it.
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
}
