using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>Follows one counter of one server: others in this process have counters of the same name.</summary>
internal sealed class ServerCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public ServerCounter(ServerFixture server, string name)
    {
        IMeterFactory meters = server.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
        _listener.Start();
    }

    /// <summary>Waits until the counter is that high or higher.</summary>
    /// <returns>How high it is.</returns>
    public async Task<long> ReachesAsync(long expected)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (Interlocked.Read(ref _sum) < expected)
        {
            await Task.Delay(10, limit.Token);
        }

        return Interlocked.Read(ref _sum);
    }

    public void Dispose() => _listener.Dispose();
}
