using System.Reflection;

namespace StreamServer.Supabase;

/// <summary>The SQL that this assembly carries: Supabase's roles, and the project's migrations as they were when it was built.</summary>
public static class SqlText
{
    private static readonly Assembly Here = typeof(SqlText).Assembly;

    public static string Roles { get; } = Read("roles.sql");

    /// <summary>Name and text of each migration, in the order in which they are applied.</summary>
    public static IReadOnlyList<(string Name, string Text)> Migrations { get; } =
    [
        .. Here.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name["migrations/".Length..], Read(name))),
    ];

    private static string Read(string name)
    {
        using StreamReader reader = new(Here.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
