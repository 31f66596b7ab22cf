using System.Globalization;

namespace StreamServer.Endpoints.Edge;

/// <summary>How many descriptors this process may have (<c>ulimit -n</c>): each connection takes one.</summary>
internal static class OpenFiles
{
    /// <summary>Of assemblies and models, each of which keeps its own, and of files under way.</summary>
    public const int Reserve = 600;

    /// <summary>With fewer the server would start, and end at the first crowd.</summary>
    public const int Least = 512;

    /// <summary>More connections than this are not for one process.</summary>
    private const int MostConnections = 10_000;

    private const int FewestConnections = 16;

    /// <summary>Null where it is not known.</summary>
    public static int? Limit { get; } = Read();

    /// <summary>Connections that leave room for everything else.</summary>
    public static int Connections(int? limit) =>
        limit is { } most ? Math.Clamp((most - Reserve) / 4 * 3, FewestConnections, MostConnections) : MostConnections;

    private static int? Read()
    {
        const string Limits = "/proc/self/limits";
        const string Row = "Max open files";
        string? row = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal))
            : null;
        return row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            ? limit
            : null;
    }
}
