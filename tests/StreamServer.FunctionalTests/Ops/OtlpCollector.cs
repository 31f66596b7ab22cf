using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>A collector of OTLP over HTTP on a free port: keeps every span, and the newest value of every series.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    /// <summary>Sums, gauges and counts of histograms, by name and sorted labels, as in <c>stt.sessions{outcome=done}</c>.</summary>
    public ConcurrentDictionary<string, double> Values { get; } = new();

    public static async Task<OtlpCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        OtlpCollector collector = new(builder.Build());
        collector._app.MapPost("/v1/traces", async (HttpContext context) => collector.TakeSpans(await ReadAsync(context)));
        collector._app.MapPost("/v1/metrics", async (HttpContext context) => collector.TakeMetrics(await ReadAsync(context)));
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<ProtobufMessage> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        return new ProtobufMessage(body.ToArray());
    }

    // Field numbers: opentelemetry-proto, trace.proto and metrics.proto.
    private void TakeSpans(ProtobufMessage request)
    {
        foreach (ProtobufMessage span in request.All(1, 2, 2))
        {
            Spans.Enqueue(new OtlpSpan(
                Convert.ToHexStringLower(span.Bytes(1).Span),
                Convert.ToHexStringLower(span.Bytes(2).Span),
                Convert.ToHexStringLower(span.Bytes(4).Span),
                span.Text(5),
                [.. span.All(11).Select(one => one.Text(2))],
                Labels(span.All(9))));
        }
    }

    private void TakeMetrics(ProtobufMessage request)
    {
        foreach (ProtobufMessage metric in request.All(1, 2, 2))
        {
            string name = metric.Text(1);
            foreach (ProtobufMessage point in metric.All(5, 1).Concat(metric.All(7, 1)))
            {
                Values[$"{name}{{{Labels(point.All(7))}}}"] = point.Has(4) ? point.Double(4) : (long)point.Number(6);
            }

            foreach (ProtobufMessage point in metric.All(9, 1))
            {
                Values[$"{name}{{{Labels(point.All(9))}}}"] = point.Number(4);
            }
        }
    }

    private static string Labels(IEnumerable<ProtobufMessage> attributes) => string.Join(',', attributes
        .Select(one => $"{one.Text(1)}={one.All(2).First().Text(1)}")
        .Order(StringComparer.Ordinal));
}
