using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StreamServer.Tests.Models.Download;

/// <summary>An HTTP server on a free port that answers each request by the next of a list of scripts; the last one repeats.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<HttpContext, Task>[] _scripts;
    private int _requests;

    private FileServer(Func<HttpContext, Task>[] scripts)
    {
        _scripts = scripts;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            int number = Interlocked.Increment(ref _requests);
            Ranges.Add(context.Request.Headers.Range.ToString());
            Conditions.Add(context.Request.Headers.IfRange.ToString());
            return _scripts[Math.Min(number, _scripts.Length) - 1](context);
        });
    }

    /// <summary><c>Range</c> of each request, empty when it had none.</summary>
    public List<string> Ranges { get; } = [];

    /// <summary><c>If-Range</c> of each request.</summary>
    public List<string> Conditions { get; } = [];

    public int Requests => _requests;

    public Uri Url { get; private set; } = null!;

    public static async Task<FileServer> StartAsync(params Func<HttpContext, Task>[] scripts)
    {
        FileServer server = new(scripts);
        await server._app.StartAsync();
        string address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Url = new Uri(address + "/model.onnx");
        return server;
    }

    /// <summary>A server that does everything right: ranges, conditions, entity tag.</summary>
    public static Func<HttpContext, Task> Honest(byte[] content, string tag = "\"v1\"") => Send(content, tag, int.MaxValue);

    /// <summary>As <see cref="Honest"/>, but the connection is cut after <paramref name="limit"/> bytes of body.</summary>
    public static Func<HttpContext, Task> Send(byte[] content, string? tag, int limit) => async context =>
    {
        (int from, bool partial) = From(context, tag);
        if (from >= content.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            context.Response.Headers.ContentRange = $"bytes */{content.Length}";
            return;
        }

        await AnswerAsync(context, content, from, partial, tag, limit);
    };

    public static async Task AnswerAsync(HttpContext context, byte[] content, int from, bool partial, string? tag, int limit)
    {
        context.Response.StatusCode = partial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        if (partial)
        {
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        if (tag is not null)
        {
            context.Response.Headers.ETag = tag;
        }

        context.Response.ContentLength = content.Length - from;
        int count = Math.Min(limit, content.Length - from);
        await context.Response.Body.WriteAsync(content.AsMemory(from, count));
        await context.Response.Body.FlushAsync();
        if (count < content.Length - from)
        {
            context.Abort();
        }
    }

    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static (int From, bool Partial) From(HttpContext context, string? tag)
    {
        string range = context.Request.Headers.Range.ToString();
        string condition = context.Request.Headers.IfRange.ToString();
        bool applies = range.StartsWith("bytes=", StringComparison.Ordinal) && (condition.Length == 0 || condition == tag);
        return applies ? (int.Parse(range[6..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture), true) : (0, false);
    }
}
