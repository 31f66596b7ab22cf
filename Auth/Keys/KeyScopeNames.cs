namespace StreamServer.Auth.Keys;

/// <summary>Scopes as they are written in requests, tables and answers.</summary>
internal static class KeyScopeNames
{
    private static readonly (KeyScopes Scope, string Name)[] Names =
    [
        (KeyScopes.Stt, "stt"),
        (KeyScopes.Tts, "tts"),
        (KeyScopes.VoicesWrite, "voices:write"),
        (KeyScopes.Admin, "admin"),
    ];

    /// <summary>Every name, in the order of the enum.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(one => one.Name)];

    public static IReadOnlyList<string> NamesOf(KeyScopes scopes) =>
        [.. Names.Where(one => scopes.HasFlag(one.Scope)).Select(one => one.Name)];

    /// <returns>Whether every name is a scope; <paramref name="unknown"/> is the first that is none.</returns>
    public static bool TryParse(IEnumerable<string> names, out KeyScopes scopes, out string? unknown)
    {
        (scopes, unknown) = (KeyScopes.None, null);
        foreach (string name in names)
        {
            int index = Array.FindIndex(Names, one => one.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                unknown = name;
                return false;
            }

            scopes |= Names[index].Scope;
        }

        return true;
    }
}
