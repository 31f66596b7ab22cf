namespace StreamServer.Endpoints.Edge;

/// <summary>What a client said, short enough to be told back.</summary>
internal static class Quote
{
    private const int Most = 64;

    public static string Short(string? text) => text is null || text.Length <= Most ? text ?? "" : $"{text[..Most]}…";
}
