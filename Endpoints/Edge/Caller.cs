namespace StreamServer.Endpoints.Edge;

/// <summary>Whose request it is, so that slots are shared fairly: the key that came with it, else the address that it came from.</summary>
internal static class Caller
{
    public static string Of(HttpContext context)
    {
        string? key = context.Request.Headers.Authorization;
        key ??= context.Request.Headers["X-API-Key"];
        key ??= context.Request.Query["api_key"];
        key ??= context.Request.Query["token"];
        return string.IsNullOrWhiteSpace(key) ? $"{context.Connection.RemoteIpAddress}" : WithoutScheme(key.Trim());
    }

    /// <summary><c>Bearer k</c> and <c>k</c> are the same key.</summary>
    private static string WithoutScheme(string key) => key[(key.LastIndexOf(' ') + 1)..];
}
