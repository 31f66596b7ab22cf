using System.Text.RegularExpressions;

namespace StreamServer.Endpoints.Edge;

/// <summary>Where things lie on the server's disk is nobody's business: of a path only the name at its end is told.</summary>
internal static partial class HiddenPaths
{
    // Roots as they are, because a folder's name may hold a space.
    private static readonly string[] Roots =
    [
        .. new[]
        {
            AppContext.BaseDirectory, Directory.GetCurrentDirectory(), Path.GetTempPath(),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        }
        .Select(Path.TrimEndingDirectorySeparator)
        .Where(root => root.Length > 1)
        .Select(root => root + Path.DirectorySeparatorChar)
        .OrderByDescending(root => root.Length),
    ];

    public static string Hide(string text)
    {
        foreach (string root in Roots)
        {
            text = text.Replace(root, "", StringComparison.Ordinal);
        }

        return Folders().Replace(text, "");
    }

    /// <summary>The folders of an absolute path; not of an address, which has a scheme and a host before it.</summary>
    [GeneratedRegex(@"(?<![\w:/.\-])(?:[A-Za-z]:\\(?:[^\\\s'""]+\\)*|/(?:[^/\s'""]+/)+)")]
    private static partial Regex Folders();
}
