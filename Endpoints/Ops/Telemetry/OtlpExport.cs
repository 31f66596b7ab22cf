using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamServer.Endpoints.Ops.Metrics;

namespace StreamServer.Endpoints.Ops.Telemetry;

/// <summary>
/// Sends a span for each request, and the same instruments that <c>/metrics</c> tells, to a collector. Made before the instruments, so
/// that both have counted the same events; what is left is sent when the server stops.
/// </summary>
internal sealed class OtlpExport(TelemetryOptions options) : IHostedService, IDisposable
{
    private const int FlushMs = 5_000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return Task.CompletedTask;
        }

        ResourceBuilder who = ResourceBuilder.CreateDefault().AddService(options.ServiceName, serviceVersion: ServerMetrics.Version);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(who)
            .AddSource("Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => options.Apply(exporter, "traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(who)
            .AddMeter([.. Meters.Told])
            .AddOtlpExporter((exporter, reader) =>
            {
                options.Apply(exporter, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.MetricIntervalMs;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        _traces?.ForceFlush(FlushMs);
        _metrics?.ForceFlush(FlushMs);
    }, cancellationToken);

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
