namespace StreamServer.FunctionalTests.Clients;

/// <summary>
/// Each test of <c>clients/discord</c> passes and is a row of the table in <c>docs/clients.md</c>. <c>UPDATE_CLIENTS=1</c> writes it.
/// </summary>
public sealed class DiscordBotTests(DiscordBotRun run) : IClassFixture<DiscordBotRun>
{
    private const string Begin = "<!-- rows of clients/discord: begin -->";
    private const string End = "<!-- rows of clients/discord: end -->";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "clients.md");

    public static TheoryData<string> Files => [.. DiscordBotRun.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_bot_does_what_the_table_says(string file)
    {
        (int code, string output, string errors) = await run.OfAsync(file);
        Assert.True(code == 0, $"{file}: {output}{errors}");

        string command = $"`node --test dist/test/{file}.test.js`";
        string[] rows = [.. output.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal))
            .Select(line => $"| {line[(line.IndexOf(" - ", StringComparison.Ordinal) + 3)..]} | {command} |")];
        Assert.NotEmpty(rows);
        if (Environment.GetEnvironmentVariable("UPDATE_CLIENTS") == "1")
        {
            List<string> lines = [.. File.ReadAllLines(Page)];
            lines.RemoveAll(line => line.Contains(command, StringComparison.Ordinal));
            lines.InsertRange(lines.IndexOf(End), rows);
            File.WriteAllLines(Page, lines);
        }

        Assert.Equal(rows, Table().Where(line => line.Contains(command, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_table_has_no_row_of_a_file_that_there_is_not()
    {
        string[] rows = [.. Table().Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        Assert.All(rows, row => Assert.Contains(DiscordBotRun.Files, file => row.Contains($"/{file}.test.js`", StringComparison.Ordinal)));
    }

    private static string[] Table()
    {
        string[] lines = File.ReadAllLines(Page);
        return lines[(Array.IndexOf(lines, Begin) + 1)..Array.IndexOf(lines, End)];
    }
}
