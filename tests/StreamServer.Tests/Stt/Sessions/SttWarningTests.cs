using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Tests.Stt.Engine;

namespace StreamServer.Tests.Stt.Sessions;

/// <summary>A live caller is told when the server does not keep up. The clock stands still between the steps.</summary>
public sealed class SttWarningTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SteppedClock _clock = new();
    private readonly TestMeters _meters = new();
    private readonly FakeSttModel _model = new();
    private readonly SttEngine _engine;
    private readonly VadEngine _vad;
    private readonly SttOutbox _outbox = new();
    private readonly SttSession _session;

    public SttWarningTests()
    {
        SttMetrics metrics = _meters.MakeStt();
        _engine = new SttEngine(_model, null, new SttOptions(), _clock, metrics, NullLogger.Instance, _ => { });
        _engine.Start();
        _vad = new VadEngine(TestSpeech.OpenVad(), _clock, metrics, NullLogger.Instance, _ => { });
        _vad.Start();
        _session = new SttSession(new SttContext(_engine, _vad, _clock, metrics, new SttSessionSettings(), _outbox));
    }

    [Fact]
    public async Task Audio_that_waited_for_more_than_a_second_is_a_warning_once_in_five_seconds()
    {
        for (int second = 0; second < 12; second++)
        {
            long arrived = _clock.GetTimestamp();
            _clock.Advance(TimeSpan.FromSeconds(1.5));
            await PushAsync(new float[16000], arrived);
        }

        SttEvent.Warning[] warnings = [.. (await DrainAsync()).OfType<SttEvent.Warning>()];
        Assert.Equal(3, warnings.Length);
        Assert.All(warnings, warning => Assert.Equal("lagging", warning.Code));
        Assert.Contains("1500 ms", warnings[0].Message);
    }

    [Fact]
    public async Task Audio_in_time_is_no_warning()
    {
        for (int second = 0; second < 12; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await PushAsync(new float[16000], _clock.GetTimestamp());
        }

        Assert.Empty((await DrainAsync()).OfType<SttEvent.Warning>());
    }

    [Fact]
    public async Task A_caller_that_sends_faster_than_speech_is_not_warned()
    {
        for (int second = 0; second < 12; second++)
        {
            long arrived = _clock.GetTimestamp();
            _clock.Advance(TimeSpan.FromSeconds(1.5));
            await PushAsync(new float[16000 * 5], arrived);
        }

        Assert.Empty((await DrainAsync()).OfType<SttEvent.Warning>());
    }

    [Fact]
    public async Task Partials_that_were_left_out_are_a_warning_with_their_number()
    {
        float[] speech = TestSpeech.Samples("05_rms");
        using SemaphoreSlim release = new(0);
        _model.Before = _ => release.Wait(Limit);
        _engine.Submit(new SttJob(new SttUtterance(-1), SttJobKind.Final, new float[1000], SttJobOptions.Default, _ => { }));
        await Waiting.UntilAsync(() => _model.Batches.Length == 1);

        // The partial that this asks for waits behind the other's final until nobody wants it any more.
        await PushAsync(speech[..20000], _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(4));
        release.Release(100);
        await Waiting.UntilAsync(() => _session.Summary.DroppedPartials == 1);
        await PushAsync(speech[20000..], _clock.GetTimestamp());

        SttEvent[] events = await DrainAsync();
        SttEvent.Warning warning = Assert.Single(events.OfType<SttEvent.Warning>());
        Assert.Equal("partials_dropped", warning.Code);
        Assert.Contains("1 partial", warning.Message);
        Assert.Contains(events, item => item is SttEvent.Transcript { Text.IsFinal: true });
        Assert.Equal(1, Assert.Single(events.OfType<SttEvent.Summary>()).Totals.DroppedPartials);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _vad.Dispose();
        _meters.Dispose();
    }

    private Task PushAsync(float[] samples, long arrived) => _session.PushAsync(TestSpeech.Bytes(samples), arrived, default)
        .WaitAsync(Limit);

    private async Task<SttEvent[]> DrainAsync()
    {
        await _session.FinishAsync(null, default).WaitAsync(Limit);
        List<SttEvent> events = [];
        while (await _outbox.TakeAsync(default) is { } item)
        {
            events.Add(item);
        }

        return [.. events];
    }
}
