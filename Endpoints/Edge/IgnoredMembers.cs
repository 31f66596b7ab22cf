using System.Buffers;

namespace StreamServer.Endpoints.Edge;

/// <summary>Tells a client of another service's API which of its members have no meaning here: <c>X-Ignored</c>.</summary>
internal static class IgnoredMembers
{
    public const string Header = "X-Ignored";

    /// <summary>Names that are told: a client may send thousands.</summary>
    private const int Most = 20;

    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]");

    /// <summary>Sets the header; names that are not plain are left out.</summary>
    public static void Tell(HttpResponse response, IEnumerable<string> names)
    {
        string[] told = [.. Plain(names)];
        if (told.Length > 0)
        {
            response.Headers[Header] = string.Join(", ", told);
        }
    }

    /// <summary>The names that can be told, each once.</summary>
    public static IEnumerable<string> Plain(IEnumerable<string> names) => names
        .Where(name => name.Length is > 0 and <= 64 && !name.AsSpan().ContainsAnyExcept(Harmless))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Take(Most);
}
