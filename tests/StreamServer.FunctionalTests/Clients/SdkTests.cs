using System.Text.Json;
using StreamServer.Auth.Keys;
using StreamServer.FunctionalTests.Auth;

namespace StreamServer.FunctionalTests.Clients;

/// <summary>
/// Official clients of other services, unmodified, against the real server with keys: each check of a program in <c>tests/clients</c>
/// is a row of the table in <c>docs/clients.md</c>, and no row stands there without one. <c>UPDATE_CLIENTS=1</c> writes the table.
/// </summary>
public sealed class SdkTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    private const string Begin = "<!-- rows of tests/clients: begin -->";
    private const string End = "<!-- rows of tests/clients: end -->";

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "clients.md");

    private static readonly string[] Names = [.. Directory.GetFiles(Folder, "*.mjs").Select(file => Path.GetFileName(file))
        .Where(name => name != "check.mjs").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Programs => [.. Names];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_client_works_as_the_table_says(string program)
    {
        NodePackages packages = await NodePackages.InstallAsync(Folder);
        IssuedKey key = await server.KeyAsync();
        (int code, string output, string errors) = await packages.RunAsync(
            "node",
            [program],
            new Dictionary<string, string>
            {
                ["STREAM_SERVER_URL"] = server.Server.Address.ToString(),
                ["STREAM_SERVER_KEY"] = key.Text,
                ["RECORDINGS"] = Path.Combine(Repository.Root, "tests", "StreamServer.FunctionalTests", "Recordings"),
            },
            Most);

        Assert.True(code == 0, $"{program}: {output}{errors}");
        string[] rows = [.. output.Split('\n').Where(line => line.StartsWith("ok\t", StringComparison.Ordinal))
            .Select(line => RowOf(program, line.Split('\t')))];
        Assert.NotEmpty(rows);
        if (Environment.GetEnvironmentVariable("UPDATE_CLIENTS") == "1")
        {
            Write(program, rows);
        }

        Assert.Equal(rows, RowsOf(program));
    }

    [Fact]
    public void The_table_has_no_row_of_a_program_that_there_is_not()
    {
        string[] rows = [.. Table().Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        Assert.All(rows, row => Assert.Contains(Names, name => row.Contains($"`node {name} ", StringComparison.Ordinal)));
    }

    private static string RowOf(string program, string[] check) =>
        $"| {check[1]} {VersionOf(check[1])}| {check[2]} | {check[3]} | `node {program} \"{check[2]}\"` |";

    private static string VersionOf(string package)
    {
        using JsonDocument packages = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "package.json")));
        return packages.RootElement.GetProperty("dependencies").TryGetProperty(package, out JsonElement version)
            ? $"{version.GetString()} "
            : "";
    }

    private static string[] Table()
    {
        string[] lines = File.ReadAllLines(Page);
        return lines[(Array.IndexOf(lines, Begin) + 1)..Array.IndexOf(lines, End)];
    }

    private static string[] RowsOf(string program) =>
        [.. Table().Where(line => line.Contains($"`node {program} ", StringComparison.Ordinal))];

    private static void Write(string program, string[] rows)
    {
        List<string> lines = [.. File.ReadAllLines(Page)];
        lines.RemoveAll(line => line.Contains($"`node {program} ", StringComparison.Ordinal));
        lines.InsertRange(lines.IndexOf(End), rows);
        File.WriteAllLines(Page, lines);
    }
}
