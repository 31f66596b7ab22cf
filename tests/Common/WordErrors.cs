namespace StreamServer.Testing;

/// <summary>Levenshtein distance over words, lower case, punctuation dropped.</summary>
internal static class WordErrors
{
    public static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '\'' ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>Substitutions, deletions and insertions that turn <paramref name="reference"/> into <paramref name="heard"/>.</returns>
    public static int Count(ReadOnlySpan<string> reference, ReadOnlySpan<string> heard)
    {
        int[] row = [.. Enumerable.Range(0, heard.Length + 1)];
        for (int i = 0; i < reference.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < heard.Length; j++)
            {
                int substituted = diagonal + (reference[i] == heard[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
