namespace StreamServer.Endpoints.Commands.Keys;

/// <summary>Rows of text in columns as wide as their widest cell.</summary>
internal static class TextTable
{
    /// <param name="output">Where to.</param>
    /// <param name="rows">As many cells in each; the first row is the heads.</param>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
