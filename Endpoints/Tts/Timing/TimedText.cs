using System.Globalization;

namespace StreamServer.Endpoints.Tts.Timing;

/// <summary>
/// A text of which every character has its time. What was heard is laid beside what was said, letter by letter with the fewest
/// differences, and so is what was said beside what was written: a letter that is the same takes the time of its other, those between
/// share the time between. Pure.
/// </summary>
/// <param name="Text">Characters.</param>
/// <param name="Starts">Seconds, by character; never falls.</param>
/// <param name="Ends">Seconds, by character; never falls.</param>
internal sealed record TimedText(string Text, double[] Starts, double[] Ends)
{
    /// <summary>How far the two texts may drift apart beside their difference of length: bounds the work on long ones.</summary>
    private const int Drift = 400;

    private const int Same = 0;
    private const int Other = 3;
    private const int Gap = 2;

    /// <summary>Steps of a path: both go on, the known text alone, the other alone.</summary>
    private const byte Both = 0;
    private const byte Known = 1;
    private const byte New = 2;

    public static TimedText Empty { get; } = new("", [], []);

    /// <summary>Words with a space between them; the letters of a word share its time alike.</summary>
    public static TimedText Of(IReadOnlyList<SpokenWord> words)
    {
        string text = string.Join(' ', words.Select(word => word.Word));
        double[] starts = new double[text.Length];
        double[] ends = new double[text.Length];
        int at = 0;
        foreach ((int index, SpokenWord word) in words.Index())
        {
            if (index > 0)
            {
                (starts[at], ends[at]) = (words[index - 1].End, word.Start);
                at++;
            }

            double each = (word.End - word.Start) / word.Word.Length;
            for (int letter = 0; letter < word.Word.Length; letter++, at++)
            {
                starts[at] = word.Start + (letter * each);
                ends[at] = word.Start + ((letter + 1) * each);
            }
        }

        return new TimedText(text, starts, ends);
    }

    /// <summary>Another text of the same speech with the times of this one.</summary>
    /// <param name="text">As it was said, or as it was written.</param>
    /// <param name="end">Seconds at which the speech ends: no character ends later.</param>
    public TimedText Carry(string text, double end)
    {
        double[] starts = new double[text.Length];
        double[] ends = new double[text.Length];
        Array.Fill(starts, double.NaN);
        foreach ((int known, int other) in Pair(Text, text))
        {
            (starts[other], ends[other]) = (Starts[known], Ends[known]);
        }

        Fill(starts, ends, end);
        return new TimedText(text, starts, ends);
    }

    /// <summary>The words, from their first letter to their last; what has neither letter nor digit is none.</summary>
    public IReadOnlyList<SpokenWord> Words()
    {
        List<SpokenWord> words = [];
        int from = 0;
        while (from < Text.Length)
        {
            int to = from;
            while (to < Text.Length && !char.IsWhiteSpace(Text[to]))
            {
                to++;
            }

            int first = Enumerable.Range(from, to - from).FirstOrDefault(IsSaid, -1);
            if (first >= 0)
            {
                int last = Enumerable.Range(from, to - from).Last(IsSaid);
                words.Add(new SpokenWord(Text[first..(last + 1)], Starts[first], Ends[last]));
            }

            from = to + 1;
        }

        return words;
    }

    /// <summary>This text and another behind it.</summary>
    public TimedText And(TimedText next) => Text.Length == 0
        ? next
        : next.Text.Length == 0
            ? this
            : new TimedText(
                $"{Text} {next.Text}", [.. Starts, Ends[^1], .. next.Starts], [.. Ends, Math.Max(Ends[^1], next.Starts[0]), .. next.Ends]);

    private bool IsSaid(int at) => char.IsLetterOrDigit(Text[at]) || char.GetUnicodeCategory(Text[at]) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.CurrencySymbol;

    /// <summary>Characters that stand for each other, in order: the path with the fewest differences.</summary>
    private static List<(int Known, int Other)> Pair(string known, string other)
    {
        int band = Math.Abs(known.Length - other.Length) + Drift;
        int width = (2 * band) + 1;
        byte[] steps = new byte[checked((known.Length + 1) * width)];
        int[] now = new int[width + 1];
        int[] before = new int[width + 1];
        for (int row = 0; row <= known.Length; row++)
        {
            (now, before) = (before, now);
            Array.Fill(now, int.MaxValue / 2);
            for (int place = 0; place < width; place++)
            {
                int column = row + place - band;
                if (column < 0 || column > other.Length)
                {
                    continue;
                }

                (int cost, byte step) = row == 0 && column == 0 ? (0, Both) : (int.MaxValue / 2, Both);
                if (row > 0 && column > 0 && before[place] + Difference(known[row - 1], other[column - 1]) is var both && both < cost)
                {
                    (cost, step) = (both, Both);
                }

                if (row > 0 && before[place + 1] + Gap is var onlyKnown && onlyKnown < cost)
                {
                    (cost, step) = (onlyKnown, Known);
                }

                if (column > 0 && place > 0 && now[place - 1] + Gap is var onlyNew && onlyNew < cost)
                {
                    (cost, step) = (onlyNew, New);
                }

                now[place] = cost;
                steps[(row * width) + place] = step;
            }
        }

        List<(int Known, int Other)> pairs = [];
        (int i, int j) = (known.Length, other.Length);
        while (i > 0 && j > 0)
        {
            byte step = steps[(i * width) + j - i + band];
            if (step == Both)
            {
                pairs.Add((i - 1, j - 1));
            }

            i -= step == New ? 0 : 1;
            j -= step == Known ? 0 : 1;
        }

        pairs.Reverse();
        return pairs;
    }

    private static int Difference(char a, char b) =>
        char.ToLowerInvariant(a) == char.ToLowerInvariant(b) ? Same
        : char.IsWhiteSpace(a) != char.IsWhiteSpace(b) ? (2 * Gap) + 1
        : Other;

    /// <summary>Characters without a time share what lies between their neighbours.</summary>
    private static void Fill(double[] starts, double[] ends, double end)
    {
        int at = 0;
        while (at < starts.Length)
        {
            if (!double.IsNaN(starts[at]))
            {
                at++;
                continue;
            }

            int to = at;
            while (to < starts.Length && double.IsNaN(starts[to]))
            {
                to++;
            }

            double from = at == 0 ? 0 : ends[at - 1];
            double until = Math.Max(from, to == starts.Length ? end : starts[to]);
            for (int one = at; one < to; one++)
            {
                starts[one] = from + ((until - from) * (one - at) / (to - at));
                ends[one] = from + ((until - from) * (one - at + 1) / (to - at));
            }

            at = to;
        }
    }
}
