namespace StreamServer.Tests.Tts.Spoken;

/// <summary>
/// How spoken phones differ from the ones that should have been spoken: the fewest substitutions, deletions and insertions, and
/// the longest run of phones that are missing or too many. A run of three or more is a word skipped or said again.
/// </summary>
internal sealed record PhoneAlignment(int Errors, int Missing, int Added)
{
    public static PhoneAlignment Of(ReadOnlySpan<int> expected, ReadOnlySpan<int> spoken)
    {
        int width = spoken.Length + 1;
        int[] cost = new int[(expected.Length + 1) * width];
        for (int i = 0; i <= expected.Length; i++)
        {
            for (int j = 0; j <= spoken.Length; j++)
            {
                cost[(i * width) + j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        cost[((i - 1) * width) + j - 1] + (expected[i - 1] == spoken[j - 1] ? 0 : 1),
                        Math.Min(cost[((i - 1) * width) + j], cost[(i * width) + j - 1]) + 1);
            }
        }

        (int missing, int added, int longestMissing, int longestAdded) = (0, 0, 0, 0);
        for (int i = expected.Length, j = spoken.Length; i > 0 || j > 0;)
        {
            int here = cost[(i * width) + j];
            if (i > 0 && j > 0 && here == cost[((i - 1) * width) + j - 1] + (expected[i - 1] == spoken[j - 1] ? 0 : 1))
            {
                (i, j, missing, added) = (i - 1, j - 1, 0, 0);
            }
            else if (i > 0 && here == cost[((i - 1) * width) + j] + 1)
            {
                (i, missing) = (i - 1, missing + 1);
            }
            else
            {
                (j, added) = (j - 1, added + 1);
            }

            (longestMissing, longestAdded) = (Math.Max(longestMissing, missing), Math.Max(longestAdded, added));
        }

        return new PhoneAlignment(cost[^1], longestMissing, longestAdded);
    }
}
