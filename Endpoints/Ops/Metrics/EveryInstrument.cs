using StreamServer.Auth.Metrics;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>
/// Has every instrument made at the start, after the bridge: one that is made at its first event is missing on the dashboards until
/// then, which reads as "nothing happens" where nothing is known.
/// </summary>
internal sealed class EveryInstrument(IServiceProvider services) : IHostedService
{
    private static readonly Type[] Owners =
    [
        typeof(PrometheusBridge), typeof(ServerMetrics), typeof(EngineMetrics), typeof(TrafficMetrics), typeof(SttMetrics),
        typeof(TtsMetrics), typeof(LmMetrics), typeof(CodecMetrics), typeof(AuthMetrics),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (Type owner in Owners)
        {
            services.GetRequiredService(owner);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
