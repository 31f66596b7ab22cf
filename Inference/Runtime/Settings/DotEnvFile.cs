namespace StreamServer.Inference.Runtime.Settings;

/// <summary>
/// Reads <c>.env</c>: <c>NAME=value</c> lines, <c>#</c> comments, optional <c>export</c>, single or double quotes. No substitution.
/// </summary>
internal static class DotEnvFile
{
    /// <returns>Name and value of each line, in order; empty when the file does not exist.</returns>
    public static IReadOnlyList<KeyValuePair<string, string?>> Read(string path) =>
        File.Exists(path) ? [.. Parse(File.ReadLines(path))] : [];

    public static IEnumerable<KeyValuePair<string, string?>> Parse(IEnumerable<string> lines)
    {
        foreach (string raw in lines)
        {
            ReadOnlySpan<char> line = raw.AsSpan().Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal))
            {
                line = line[7..].TrimStart();
            }

            int equals = line.IndexOf('=');
            if (equals <= 0 || line[0] == '#')
            {
                continue;
            }

            yield return new(line[..equals].TrimEnd().ToString(), Unquote(line[(equals + 1)..].Trim()));
        }
    }

    private static string Unquote(ReadOnlySpan<char> value)
    {
        if (value.Length >= 2 && value[0] is '"' or '\'')
        {
            int close = value[1..].IndexOf(value[0]);
            if (close >= 0)
            {
                return value.Slice(1, close).ToString();
            }
        }

        // An unquoted value ends at a comment that follows white space.
        int comment = value.IndexOf(" #", StringComparison.Ordinal);
        return (comment >= 0 ? value[..comment].TrimEnd() : value).ToString();
    }
}
