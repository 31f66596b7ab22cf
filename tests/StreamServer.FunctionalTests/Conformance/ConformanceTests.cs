namespace StreamServer.FunctionalTests.Conformance;

public sealed class ConformanceTests
{
    private const int AtOnce = 4;

    [Fact]
    public async Task The_matrix_is_what_its_page_says()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        ConformanceClient client = new(server.Address);
        IReadOnlyList<ConformanceCase> cases = ConformanceCases.All();
        Assert.Equal(cases.Count, cases.Select(test => test.Id).Distinct().Count());
        (ConformanceCase Case, Verdict Verdict)[] results = new (ConformanceCase, Verdict)[cases.Count];
        List<string> seen = [];
        await Parallel.ForEachAsync(
            cases.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (item, _) =>
            {
                (Verdict verdict, string what) = await client.RunAsync(item.Item);
                results[item.Index] = (item.Item, verdict);
                if (verdict == Verdict.Failed)
                {
                    lock (seen)
                    {
                        seen.Add($"{item.Item.Id} {item.Item.Name}: {what}");
                    }
                }
            });

        Assert.True(seen.Count == 0, string.Join('\n', seen));
        string page = ConformancePage.Draw(results);
        string artifacts = Directory.CreateDirectory(Path.Combine(ServerFixture.Root, "artifacts")).FullName;
        await File.WriteAllTextAsync(Path.Combine(artifacts, "conformance.md"), page);
        string published = Path.Combine(ServerFixture.Root, "docs", "conformance.md");
        Assert.True(
            File.Exists(published) && await File.ReadAllTextAsync(published) == page,
            "docs/conformance.md says something else: cp artifacts/conformance.md docs/");
    }
}
