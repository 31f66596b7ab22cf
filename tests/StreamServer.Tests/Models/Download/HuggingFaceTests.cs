using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using StreamServer.Models;
using StreamServer.Models.Download;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Download;

/// <summary>
/// A server that answers as Hugging Face does: the first host checks the token and redirects to a second one with a signed address, which
/// is good for a limited time.
/// </summary>
public sealed class HuggingFaceTests : IDisposable
{
    private const string Path = "/Org/Model/resolve/0123456789abcdef/model.onnx";
    private const string Token = "hf_secret";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = FileDownloader.CreateClient(TimeSpan.FromSeconds(5));
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(200_000);
    private readonly ConcurrentQueue<(string Path, string Authorization)> _first = [];
    private readonly ConcurrentQueue<(string Query, string Authorization)> _second = [];
    private int _signature;
    private int _expired;

    private string Target => _folder.File("model.onnx");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TheTokenGoesToTheFirstHostOnly()
    {
        await using FileServer second = await StoreAsync();
        await using FileServer first = await HubAsync(second, isPrivate: true);

        await FetchAsync(Hub(first, Token));

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal([(Path, $"Bearer {Token}")], _first);
        Assert.Equal([("?signature=1", "")], _second);
    }

    [Fact]
    public async Task AResumeAfterTheAddressHasExpiredAsksTheFirstHostAgain()
    {
        // The connection breaks in the middle, and by then the first signature is worth nothing.
        await using FileServer second = await StoreAsync(cutAfter: 70_000);
        await using FileServer first = await HubAsync(second);

        await FetchAsync(Hub(first, ""));

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["?signature=1", "?signature=2"], _second.Select(request => request.Query));
    }

    [Fact]
    public async Task AnAddressThatIsExpiredWhenItComesIsAskedForAgain()
    {
        await using FileServer second = await StoreAsync();
        await using FileServer first = await HubAsync(second);
        _expired = 1;

        await FetchAsync(Hub(first, ""));

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(2, _first.Count);
    }

    [Fact]
    public async Task APrivateFileWithoutATokenIsRefusedAtOnceWithTheReason()
    {
        await using FileServer second = await StoreAsync();
        await using FileServer first = await HubAsync(second, isPrivate: true);

        CommandException refusal = await Assert.ThrowsAsync<WithheldException>(() => FetchAsync(Hub(first, "")));

        Assert.Contains("HF_TOKEN", refusal.Message, StringComparison.Ordinal);
        Assert.Single(_first);
        Assert.Empty(_second);
    }

    [Fact]
    public void TheTokenIsForHuggingFaceAndAMirrorTakesItsPlace()
    {
        HuggingFaceOptions mirrored = new() { Endpoint = "https://mirror.example/hub/", Token = Token };
        Uri published = new("https://huggingface.co/Org/Model/resolve/main/a.onnx?download=true");
        Uri elsewhere = new("https://example.org/a.onnx");

        Assert.Equal("https://mirror.example/hub/Org/Model/resolve/main/a.onnx?download=true", mirrored.AddressOf(published).ToString());
        Assert.Equal(elsewhere, mirrored.AddressOf(elsewhere));
        Assert.Equal(Token, mirrored.TokenFor(mirrored.AddressOf(published)));
        Assert.Null(mirrored.TokenFor(elsewhere));
        Assert.Null(mirrored.TokenFor(published));
        Assert.Null(new HuggingFaceOptions().TokenFor(published));
        Assert.NotEmpty(new HuggingFaceOptions { Endpoint = "http://mirror.example" }.Validate(new(mirrored)));
        Assert.NotEmpty(new HuggingFaceOptions { Token = "two words" }.Validate(new(mirrored)));
    }

    private Task<FileServer> HubAsync(FileServer store, bool isPrivate = false) => FileServer.StartAsync(context =>
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        _first.Enqueue((context.Request.Path, authorization));
        if (isPrivate && authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        // As of 2026 also the size and the hash of the file behind the redirect.
        context.Response.Headers["X-Linked-Size"] = _content.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers.Location =
            $"{store.Url.GetLeftPart(UriPartial.Authority)}/blob?signature={Interlocked.Increment(ref _signature)}";
        context.Response.StatusCode = StatusCodes.Status302Found;
        return Task.CompletedTask;
    });

    /// <param name="cutAfter">The first answer breaks after so many bytes, and its signature expires.</param>
    private Task<FileServer> StoreAsync(int cutAfter = int.MaxValue) => FileServer.StartAsync(async context =>
    {
        _second.Enqueue((context.Request.QueryString.ToString(), context.Request.Headers.Authorization.ToString()));
        int signature = int.Parse(context.Request.Query["signature"]!, System.Globalization.CultureInfo.InvariantCulture);
        if (signature <= _expired)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (signature == 1)
        {
            _expired = cutAfter < int.MaxValue ? 1 : 0;
            await FileServer.Send(_content, "\"v1\"", cutAfter)(context);
            return;
        }

        await FileServer.Honest(_content)(context);
    });

    private static HuggingFaceOptions Hub(FileServer first, string token) =>
        new() { Endpoint = first.Url.GetLeftPart(UriPartial.Authority), Token = token };

    private Task<DownloadResult> FetchAsync(HuggingFaceOptions hub)
    {
        DownloadLimits limits = new() { Tries = 3, FirstPause = TimeSpan.FromMilliseconds(1), Idle = TimeSpan.FromSeconds(10) };
        Uri address = hub.AddressOf(new Uri("https://huggingface.co" + Path));
        return new FileDownloader(_http, limits, TimeProvider.System, hub)
            .FetchAsync(
                new DownloadFile(address, Target, _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content))),
                new Progress<DownloadProgress>(),
                CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));
    }
}
