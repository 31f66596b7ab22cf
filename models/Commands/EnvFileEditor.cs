namespace StreamServer.Models.Commands;

/// <summary>Changes one setting among the lines of a <c>.env</c> file.</summary>
internal static class EnvFileEditor
{
    /// <summary>
    /// The lines with <c>name=value</c> in place of every live line of that name; or after the commented example of it; or at the end.
    /// </summary>
    public static IReadOnlyList<string> Set(IReadOnlyList<string> lines, string name, string value)
    {
        List<string> result = [];
        bool done = false;
        foreach (string line in lines)
        {
            if (!IsLineOf(line, name))
            {
                result.Add(line);
            }
            else if (!done)
            {
                // Later lines of the same name would win, so only one stays.
                result.Add($"{name}={value}");
                done = true;
            }
        }

        if (!done)
        {
            int example = result.FindIndex(line => line.StartsWith('#') && IsLineOf(line[1..].TrimStart(), name));
            result.Insert(example < 0 ? result.Count : example + 1, $"{name}={value}");
        }

        return result;
    }

    private static bool IsLineOf(string line, string name)
    {
        ReadOnlySpan<char> rest = line.AsSpan().TrimStart();
        if (rest.StartsWith("export ", StringComparison.Ordinal))
        {
            rest = rest[7..].TrimStart();
        }

        return rest.StartsWith(name, StringComparison.Ordinal) && rest[name.Length..].TrimStart() is ['=', ..];
    }
}
