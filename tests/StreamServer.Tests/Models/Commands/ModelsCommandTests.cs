using System.Security.Cryptography;
using System.Text.Json;
using StreamServer.Tests.Models.Download;

namespace StreamServer.Tests.Models.Commands;

public sealed class ModelsCommandTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(Content));

    [Fact]
    public async Task AModelIsPulledVerifiedUsedAndRemoved()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url));

        Assert.Equal(0, await fixture.RunAsync("pull", "ear", "--accept-licence"));
        Assert.Contains("Licence of the ear", fixture.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("SHA-256 matches", fixture.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("models use ear", fixture.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(fixture.Models, "downloaded/ear/model.onnx")));

        Assert.Equal(0, await fixture.RunAsync("verify", "ear"));
        Assert.Equal(0, await fixture.RunAsync("use", "ear"));
        Assert.Equal("STT_MODEL=ear", File.ReadAllText(fixture.EnvFile).Trim());

        Assert.Equal(0, await fixture.RunAsync("remove", "ear"));
        Assert.False(Directory.Exists(Path.Combine(fixture.Models, "downloaded/ear")));
        Assert.Equal(1, await fixture.RunAsync("verify", "ear"));
    }

    [Theory]
    [InlineData(false, "y")]
    [InlineData(true, "")]
    [InlineData(true, "no")]
    public async Task WithoutAYesToTheLicenceNothingIsFetched(bool isTerminal, string answer)
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url)) { IsTerminal = isTerminal, Answer = answer };

        Assert.Equal(1, await fixture.RunAsync("pull", "ear"));

        Assert.Equal(0, server.Requests);
        Assert.Contains("--accept-licence", fixture.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AYesAtThePromptFetchesAndDrawsABar()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url)) { IsTerminal = true, Answer = "y\n" };

        Assert.Equal(0, await fixture.RunAsync("pull", "ear"));

        Assert.Contains("[########################] 100 %", fixture.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACorruptFileIsReportedByVerify()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url));
        await fixture.RunAsync("pull", "ear", "--accept-licence");
        byte[] corrupt = [.. Content];
        corrupt[7]++;
        await File.WriteAllBytesAsync(Path.Combine(fixture.Models, "downloaded/ear/model.onnx"), corrupt);

        Assert.Equal(1, await fixture.RunAsync("verify"));

        Assert.Contains("is corrupt", fixture.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatIsNotThereCannotBeUsed()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));

        string refusal = await fixture.FailAsync(1, "use", "ear");

        Assert.Contains("models pull ear", refusal, StringComparison.Ordinal);
        Assert.False(File.Exists(fixture.EnvFile));
    }

    [Fact]
    public async Task ABundledModelAndOneInUseAreNotRemoved()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));
        Directory.CreateDirectory(Path.Combine(fixture.Models, "downloaded/ear"));
        fixture.Settings["STT_MODEL"] = "ear";

        string bundled = await fixture.FailAsync(1, "remove", "bundled");
        string used = await fixture.FailAsync(1, "remove", "ear");

        Assert.Contains("is not removed", bundled, StringComparison.Ordinal);
        Assert.Contains("STT_MODEL", used, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(fixture.Models, "downloaded/ear")));
    }

    [Fact]
    public async Task AnUnknownNameGetsTheList()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));

        string refusal = await fixture.FailAsync(1, "pull", "nose");

        Assert.Contains("ear", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheListShowsStateAndChoice()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));
        fixture.Settings["STT_MODEL"] = "ear";

        await fixture.RunAsync("list");

        string line = fixture.Output.ToString().Split('\n').Single(line => line.Contains(" ear ", StringComparison.Ordinal));
        Assert.StartsWith("*", line, StringComparison.Ordinal);
        Assert.Contains("not here", line, StringComparison.Ordinal);
        Assert.Contains("100 kB", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheDiskRefusesIsSaidInOneSentence()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url));
        string downloaded = Path.Combine(fixture.Models, "downloaded");
        File.WriteAllText(downloaded, "a file where the folder should be");

        string noFolder = await fixture.FailAsync(1, "pull", "ear", "--accept-licence");

        File.Delete(downloaded);
        Assert.Equal(0, await fixture.RunAsync("pull", "ear", "--accept-licence"));
        Directory.CreateDirectory(fixture.EnvFile);
        string noFile = await fixture.FailAsync(1, "use", "ear");

        Assert.Contains("downloaded", noFolder, StringComparison.Ordinal);
        Assert.NotEmpty(noFile);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(fixture.EnvFile)!, "*.partial"));
    }

    [Theory]
    [InlineData("Required argument", "pull")]
    [InlineData("fetch", "fetch", "ear")]
    [InlineData("--quick", "pull", "ear", "--quick")]
    [InlineData("nose", "use", "ear", "nose")]
    public async Task WrongWordsAreSaidInALineAndWhereToLook(string word, params string[] args)
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));

        string[] lines = (await fixture.FailAsync(2, args)).TrimEnd().Split('\n');

        Assert.InRange(lines.Length, 2, 3);
        Assert.Contains(word, string.Join(' ', lines[..^1]), StringComparison.Ordinal);
        Assert.StartsWith("Help: ./run.sh models", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("--help", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutACommandThePageIsShown()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));

        string page = await fixture.FailAsync(2);

        Assert.All(["list", "pull", "verify", "remove", "use", "bench", "convert"],
            name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OptionsMayStandBeforeTheName()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(Content));
        using ModelsFixture fixture = new(Manifest(server.Url));

        Assert.Equal(0, await fixture.RunAsync("pull", "--accept-licence", "ear"));
    }

    [Fact]
    public async Task AFolderOfLinksCountsAsWhatItLinksTo()
    {
        using ModelsFixture fixture = new(Manifest(new Uri("http://localhost:1/model.onnx")));
        Directory.CreateDirectory(Path.Combine(fixture.Models, "downloaded/ear"));
        await File.WriteAllBytesAsync(fixture.PathOf("blob"), Content);
        File.CreateSymbolicLink(Path.Combine(fixture.Models, "downloaded/ear/model.onnx"), fixture.PathOf("blob"));

        Assert.Equal(0, await fixture.RunAsync("pull", "ear", "--accept-licence"));
        Assert.Contains("was here", fixture.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await fixture.RunAsync("verify", "ear"));
        Assert.Equal(0, await fixture.RunAsync("use", "ear"));
    }

    private static string Manifest(Uri url) => JsonSerializer.Serialize(new
    {
        models = new[]
        {
            new
            {
                name = "ear",
                role = "stt",
                kind = "sense-voice",
                folder = "downloaded/ear",
                files = new { model = new { path = "model.onnx", bytes = Content.Length, sha256 = Hash, url = (string?)url.ToString() } },
                licence = "Licence of the ear: be kind.",
                source = "A test.",
            },
            new
            {
                name = "bundled",
                role = "stt",
                kind = "sense-voice",
                folder = "tiny",
                files = new { model = new { path = "model.onnx", bytes = Content.Length, sha256 = Hash, url = (string?)null } },
                licence = "",
                source = "",
            },
        },
    });
}
