namespace StreamServer.Endpoints.Edge;

internal static class QueryValues
{
    /// <returns>The value of a parameter, null when it is absent.</returns>
    public static string? Get(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? values.ToString() : null;
}
