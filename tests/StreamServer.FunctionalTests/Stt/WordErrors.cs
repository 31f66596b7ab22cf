namespace StreamServer.FunctionalTests.Stt;

/// <summary>Word error rate: edit distance of words over the words that were said.</summary>
public static class WordErrors
{
    public static (int Errors, int Words) Count(string said, string heard)
    {
        string[] reference = Words(said);
        string[] hypothesis = Words(heard);
        int[] row = [.. Enumerable.Range(0, hypothesis.Length + 1)];
        for (int i = 1; i <= reference.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= hypothesis.Length; j++)
            {
                int above = row[j];
                int change = diagonal + (reference[i - 1] == hypothesis[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return (row[^1], reference.Length);
    }

    public static double Rate(string said, string heard)
    {
        (int errors, int words) = Count(said, heard);
        return (double)errors / words;
    }

    private static string[] Words(string text) => text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
