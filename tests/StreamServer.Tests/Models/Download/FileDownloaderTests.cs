using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using StreamServer.Models;
using StreamServer.Models.Download;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Download;

public sealed class FileDownloaderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly DownloadLimits Quick = new()
    {
        Tries = 4,
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(20),
        Idle = TimeSpan.FromSeconds(10),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = FileDownloader.CreateClient(new DownloadLimits().Connect);
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private readonly List<DownloadProgress> _progress = [];

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnHonestServerIsAskedOnceAndThenNoMore()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        DownloadResult first = await FetchAsync(server);
        DownloadResult second = await FetchAsync(server);

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.False(first.WasThere);
        Assert.True(second.WasThere);
        Assert.Equal(1, server.Requests);
        Assert.Equal(Hash, first.Sha256);
        Assert.Equal(_content.Length, _progress[^1].Received);
        AssertNoParts();
    }

    [Fact]
    public async Task ACutConnectionIsResumedWhereItBroke()
    {
        await using FileServer server = await FileServer.StartAsync(
            FileServer.Send(_content, "\"v1\"", 100_000),
            FileServer.Send(_content, "\"v1\"", 50_000),
            FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(3, server.Requests);
        Assert.Equal("", server.Ranges[0]);
        Assert.StartsWith("bytes=", server.Ranges[1], StringComparison.Ordinal);
        Assert.Equal("\"v1\"", server.Conditions[1]);
        AssertNoParts();
    }

    [Fact]
    public async Task APartOfAnEarlierRunIsContinued()
    {
        await File.WriteAllBytesAsync(Target + ".part", _content[..200_000]);
        await File.WriteAllTextAsync(Target + ".part.etag", "\"v1\"");
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal("bytes=200000-", Assert.Single(server.Ranges));
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task APartOfAnotherVersionIsThrownAway()
    {
        await File.WriteAllBytesAsync(Target + ".part", new byte[200_000]);
        await File.WriteAllTextAsync(Target + ".part.etag", "\"v0\"");
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        await FetchAsync(server, knowsHash: false);

        Assert.Equal("\"v0\"", Assert.Single(server.Conditions));
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task APartOfNobodyKnowsWhatIsNotContinuedWithoutAHash()
    {
        await File.WriteAllBytesAsync(Target + ".part", new byte[200_000]);
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        await FetchAsync(server, knowsHash: false);

        Assert.Equal("", Assert.Single(server.Ranges));
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task AServerThatIgnoresRangesStartsOver()
    {
        await using FileServer server = await FileServer.StartAsync(
            FileServer.Send(_content, "\"v1\"", 100_000),
            context => FileServer.AnswerAsync(context, _content, 0, partial: false, "\"v1\"", int.MaxValue));

        await FetchAsync(server);

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("total")]
    [InlineData("missing")]
    [InlineData("version")]
    [InlineData("unit")]
    public async Task AServerThatLiesAboutRangesCannotCorruptTheFile(string lie)
    {
        await using FileServer server = await FileServer.StartAsync(
            FileServer.Send(_content, "\"v1\"", 100_000),
            context =>
            {
                int from = int.Parse(context.Request.Headers.Range.ToString()[6..].TrimEnd('-'), CultureInfo.InvariantCulture);
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ETag = lie == "version" ? "\"v2\"" : "\"v1\"";
                string? range = lie switch
                {
                    "start" => $"bytes {from - 10}-{_content.Length - 1}/{_content.Length}",
                    "total" => $"bytes {from}-{_content.Length + 8}/{_content.Length + 9}",
                    "unit" => $"rows {from}-{_content.Length - 1}/{_content.Length}",
                    "missing" => null,
                    _ => $"bytes {from}-{_content.Length - 1}/{_content.Length}",
                };
                if (range is not null)
                {
                    context.Response.Headers.ContentRange = range;
                }

                return context.Response.Body.WriteAsync(new byte[_content.Length - from]).AsTask();
            },
            FileServer.Honest(_content));

        // Without a hash nothing but the headers protects the file.
        await FetchAsync(server, knowsHash: false);

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal("", server.Ranges[2]);
        Assert.Contains(_progress, progress => progress.Notice?.Contains("starting over", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task CorruptBytesAreFetchedOnceMore()
    {
        byte[] corrupt = [.. _content];
        corrupt[123_456] ^= 1;
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(corrupt), FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task BytesThatStayCorruptNeverAppear()
    {
        byte[] corrupt = [.. _content];
        corrupt[^1] ^= 1;
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(corrupt));

        CommandException failure = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(server));

        Assert.Contains("SHA-256", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        AssertNoParts();
    }

    [Fact]
    public async Task AResumedPartThatWasCorruptedOnDiskIsFetchedAgain()
    {
        await File.WriteAllBytesAsync(Target + ".part", new byte[200_000]);
        await File.WriteAllTextAsync(Target + ".part.etag", "\"v1\"");
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal(["bytes=200000-", ""], server.Ranges);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task ACompletePartNeedsNoMoreBytes()
    {
        await File.WriteAllBytesAsync(Target + ".part", _content);
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(410)]
    public async Task ARefusalIsFinalAndSaysWhy(int status)
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Status(status));

        CommandException failure = await Assert.ThrowsAnyAsync<CommandException>(() => FetchAsync(server));

        Assert.Equal(1, server.Requests);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.Contains("model.onnx", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task ATroubledServerIsAskedAgain(int status)
    {
        await using FileServer server = await FileServer.StartAsync(
            FileServer.Status(status, retryAfter: "3600"), FileServer.Status(status), FileServer.Honest(_content));

        await FetchAsync(server);

        Assert.Equal(3, server.Requests);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task AServerThatStaysTroubledIsGivenUp()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Status(500));

        CommandException failure = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(server));

        Assert.Equal(Quick.Tries, server.Requests);
        Assert.Contains("500", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyListeningIsGivenUpWithTheHost()
    {
        Uri url;
        await using (FileServer server = await FileServer.StartAsync(FileServer.Status(500)))
        {
            url = server.Url;
        }

        CommandException failure = await Assert.ThrowsAsync<CommandException>(
            () => FetchAsync(new DownloadFile(url, Target, _content.Length, Hash), Quick));

        Assert.Contains(url.Host, failure.Message, StringComparison.Ordinal);
        AssertNoParts();
    }

    [Fact]
    public async Task AServerThatFallsSilentIsLeftAndResumed()
    {
        await using FileServer server = await FileServer.StartAsync(
            async context =>
            {
                context.Response.Headers.ETag = "\"v1\"";
                context.Response.ContentLength = _content.Length;
                await context.Response.Body.WriteAsync(_content.AsMemory(0, 65_536));
                await context.Response.Body.FlushAsync();
                await Task.Delay(Limit, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            },
            FileServer.Honest(_content));

        await FetchAsync(Wanted(server), Quick with { Idle = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("bytes=65536-", server.Ranges[1]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task AnotherSizeThanTheManifestsIsRefusedBeforeTheBody()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        CommandException failure = await Assert.ThrowsAsync<CommandException>(
            () => FetchAsync(new DownloadFile(server.Url, Target, 7, null), Quick));

        Assert.Contains("300000", failure.Message, StringComparison.Ordinal);
        Assert.Contains("7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileLargerThanTheDiskIsRefusedFirst()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));

        CommandException failure = await Assert.ThrowsAsync<CommandException>(
            () => FetchAsync(new DownloadFile(server.Url, Target, long.MaxValue, null), Quick));

        Assert.Contains("the disk has", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task TwoAtOnceDoNotMixTheirBytes()
    {
        await using FileServer server = await FileServer.StartAsync(FileServer.Honest(_content));
        using PartFile other = new(Wanted(server));

        CommandException failure = await Assert.ThrowsAsync<CommandException>(() => FetchAsync(server));

        Assert.Contains("another process", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellationKeepsThePart()
    {
        using CancellationTokenSource cancel = new();
        await using FileServer server = await FileServer.StartAsync(async context =>
        {
            context.Response.ContentLength = _content.Length;
            await context.Response.Body.WriteAsync(_content.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Limit, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        FileDownloader downloader = new(_http, Quick, TimeProvider.System, new HuggingFaceOptions());
        Progress progress = new(report =>
        {
            if (report.Received == 100_000)
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => downloader.FetchAsync(Wanted(server), progress, cancel.Token).WaitAsync(Limit));

        Assert.Equal(100_000, new FileInfo(Target + ".part").Length);
    }

    private string Target => _folder.File("model.onnx");

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_content));

    private DownloadFile Wanted(FileServer server, bool knowsHash = true) =>
        new(server.Url, Target, _content.Length, knowsHash ? Hash : null);

    private Task<DownloadResult> FetchAsync(FileServer server, bool knowsHash = true) => FetchAsync(Wanted(server, knowsHash), Quick);

    private Task<DownloadResult> FetchAsync(DownloadFile file, DownloadLimits limits) =>
        new FileDownloader(_http, limits, TimeProvider.System, new HuggingFaceOptions())
            .FetchAsync(file, new Progress(_progress.Add), CancellationToken.None)
            .WaitAsync(Limit);

    private void AssertNoParts() => Assert.Empty(Directory.GetFiles(_folder.Path, "*.part*"));

    private sealed class Progress(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
