namespace StreamServer.Inference.Stt.Correction;

/// <summary>Damerau-Levenshtein distance, restricted form: insertions, deletions, changes and swaps of neighbours cost 1. Pure.</summary>
internal static class EditDistance
{
    /// <summary>
    /// Only the cells within <paramref name="limit"/> of the diagonal are looked at: the work is the words' length times the limit.
    /// </summary>
    /// <param name="a">Any length.</param>
    /// <param name="b">Any length.</param>
    /// <param name="limit">From 0; greater distances need not be told apart.</param>
    /// <returns>The distance, or <paramref name="limit"/> + 1 where it is greater.</returns>
    public static int Between(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        int width = b.Length + 1;
        int[] cells = new int[3 * width]; // the row that is computed and the two above it
        Span<int> above = cells.AsSpan(0, width);
        Span<int> twoAbove = cells.AsSpan(width, width);
        Span<int> row = cells.AsSpan(2 * width, width);
        twoAbove.Fill(limit + 1);
        for (int j = 0; j < width; j++)
        {
            above[j] = Math.Min(j, limit + 1);
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int first = Math.Max(1, i - limit);
            int last = Math.Min(b.Length, i + limit);
            row[first - 1] = first == 1 ? Math.Min(i, limit + 1) : limit + 1;
            int lowest = row[first - 1];
            for (int j = first; j <= last; j++)
            {
                int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int left = row[j - 1] + 1;
                int up = j == i + limit ? limit + 1 : above[j] + 1; // the cell above the last one lies outside the band
                int best = Math.Min(change, Math.Min(left, up));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, twoAbove[j - 2] + 1);
                }

                row[j] = Math.Min(best, limit + 1);
                lowest = Math.Min(lowest, row[j]);
            }

            if (lowest > limit)
            {
                return limit + 1;
            }

            Span<int> free = twoAbove;
            twoAbove = above;
            above = row;
            row = free;
        }

        return above[b.Length];
    }
}
