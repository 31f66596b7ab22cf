using System.Text;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>
/// Reads the data files of the languages, which are part of the program: rows of fields with a tab between them, <c>#</c> starts a
/// comment.
/// </summary>
internal static class LanguageFile
{
    private const string Prefix = "languages/";

    /// <summary>Names of all files, as in <c>English/words.tsv</c>.</summary>
    public static IEnumerable<string> Names =>
        typeof(LanguageFile).Assembly.GetManifestResourceNames().Where(name =>
            name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    /// <summary>The rows of a file; none when there is no such file.</summary>
    /// <param name="path">As in <c>English/words.tsv</c>.</param>
    public static List<LanguageRow> Read(string path)
    {
        using Stream? stream = typeof(LanguageFile).Assembly.GetManifestResourceStream(Prefix + path);
        List<LanguageRow> rows = [];
        if (stream is null)
        {
            return rows;
        }

        using StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Length > 0 && text[0] != '#')
            {
                rows.Add(new LanguageRow(path, line, text.Split('\t')));
            }
        }

        return rows;
    }

    /// <summary>The name of a value in the files: <c>DividedBy</c> is <c>divided-by</c>.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum
    {
        StringBuilder name = new();
        foreach (char c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    /// <summary>Values of an enumeration by their names in the files.</summary>
    public static Dictionary<string, T> NamesOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(NameOf);
}
