using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Stt.Engine;

namespace StreamServer.Tests.Stt.Load;

public sealed class SttMetricsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestMeters _meters = new();
    private readonly SttMetrics _metrics;
    private readonly FakeSttModel _model = new();

    public SttMetricsTests() => _metrics = _meters.MakeStt();

    [Fact]
    public async Task Runs_are_counted_with_their_rows_padding_and_waits()
    {
        using SemaphoreSlim release = new(0);
        _model.Before = _ => release.Wait(Limit);
        using (SttEngine engine = Start())
        {
            Task<SttJob> first = RunAsync(engine, SttJobKind.Final, 1000);
            await Waiting.UntilAsync(() => _model.Batches.Length == 1);
            Task<SttJob>[] others = [RunAsync(engine, SttJobKind.Speculative, 1000), RunAsync(engine, SttJobKind.Final, 600)];
            release.Release(2);
            await Task.WhenAll([first, .. others]).WaitAsync(Limit);
        }

        Assert.Equal(2, _meters.Count("batch.size{encoder}"));
        Assert.Equal(3, _meters.Sum("batch.size{encoder}"));
        Assert.Equal(0.2, _meters.Sum("batch.padding.ratio{encoder}"), 6);
        Assert.Equal(2, _meters.Count("model.step{encoder}"));
        Assert.Equal(2, _meters.Count("queue.wait{final}"));
        Assert.Equal(1, _meters.Count("queue.wait{speculative}"));
    }

    [Fact]
    public async Task Partials_left_out_are_told_apart_by_what_was_wrong_with_them()
    {
        SteppedClock clock = new();
        using SemaphoreSlim release = new(0);
        _model.Before = _ => release.Wait(Limit);
        using (SttEngine engine = Start(clock: clock))
        {
            Task<SttJob> running = RunAsync(engine, SttJobKind.Final, 1000);
            await Waiting.UntilAsync(() => _model.Batches.Length == 1);
            SttUtterance utterance = new(77);
            Task<SttJob> late = RunAsync(engine, SttJobKind.Partial, 1000);
            clock.Advance(TimeSpan.FromSeconds(5));
            Task<SttJob> older = RunAsync(engine, SttJobKind.Partial, 1000, utterance);
            Task<SttJob> newer = RunAsync(engine, SttJobKind.Partial, 1200, utterance);
            release.Release(2);
            await Task.WhenAll(running, late, older, newer).WaitAsync(Limit);
            Assert.Null((await late).Result);
            Assert.Null((await older).Result);
            Assert.NotNull((await newer).Result);
        }

        Assert.Equal(1, _meters.Sum("jobs.dropped{stale}"));
        Assert.Equal(1, _meters.Sum("jobs.dropped{coalesced}"));
    }

    [Fact]
    public async Task A_job_for_the_fallback_is_counted()
    {
        _model.Before = _ => throw new StreamException(StreamError.ModelFailed, "The test wants it so.");
        using SttEngine spare = new(new FakeSttModel("spare"), null, new SttOptions(), TimeProvider.System, _metrics,
            NullLogger.Instance, _ => { });
        spare.Start();
        using (SttEngine engine = Start(spare))
        {
            Assert.True((await RunAsync(engine, SttJobKind.Final, 1000)).Result!.Fallback);
        }

        Assert.Equal(1, _meters.Sum("stt.fallbacks"));
    }

    [Fact]
    public async Task A_session_counts_its_audio_finals_partials_latency_and_voice_activity()
    {
        float[] speech = TestSpeech.Samples("05_rms");
        double seconds = (speech.Length + 16000) / 16000.0;
        _model.Say = job => $"▁{job.Samples.Length / 4000}";
        using (SttEngine engine = Start())
        using (VadEngine vad = new(TestSpeech.OpenVad(), TimeProvider.System, _metrics, NullLogger.Instance, _ => { }))
        {
            vad.Start();
            SttOutbox outbox = new();
            SttSession session = new(new SttContext(engine, vad, TimeProvider.System, _metrics, new SttSessionSettings(), outbox));
            foreach (float[] piece in speech.Concat(new float[16000]).Chunk(3200))
            {
                await session.PushAsync(TestSpeech.Bytes(piece), TimeProvider.System.GetTimestamp(), default).WaitAsync(Limit);
                await session.MarkAsync("all", default).WaitAsync(Limit);
            }

            await session.FinishAsync(null, default).WaitAsync(Limit);
        }

        Assert.Equal(seconds, _meters.Sum("audio{in}"), 3);
        Assert.Equal(1, _meters.Sum("stt.finals"));
        Assert.Equal(1, _meters.Count("stt.final_latency"));
        Assert.InRange(_meters.Sum("stt.final_latency"), 0, Limit.TotalSeconds);
        Assert.Equal(0, _meters.Sum("stt.finals{failed}"));

        // A marker follows each piece of audio, and no partial before a marker gives way to a later one.
        Assert.InRange(_meters.Sum("stt.partials"), 2, 100);
        Assert.Equal(0, _meters.Sum("jobs.dropped{coalesced}"));
        Assert.Equal((int)(seconds * 16000 / SileroVad.Window), _meters.Count("model.step{vad}"));
        Assert.Equal(_meters.Count("model.step{vad}"), _meters.Sum("batch.size{vad}"));
    }

    [Fact]
    public void Callers_are_counted_and_those_refused_by_reason()
    {
        Readiness readiness = new();
        using SpeechToText speech = new(
            new SttOptions { MaxSessions = 2 },
            ModelManifest.Load(Repository.Models),
            new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
            readiness,
            new Revival(readiness, new EngineMetrics(_meters), NullLogger<Revival>.Instance),
            _metrics,
            TimeProvider.System,
            NullLogger<SpeechToText>.Instance);

        SttLease first = speech.Enter("somebody");
        using (speech.Enter("somebody"))
        {
            Assert.Throws<StreamException>(() => speech.Enter("somebody"));
            Assert.Equal(2, _meters.Sum("stt.sessions.active"));
        }

        first.Dispose();
        readiness.Block("stt", "the test wants it so");
        Assert.Throws<StreamException>(() => speech.Enter("somebody"));
        readiness.Refuse();
        Assert.Throws<StreamException>(() => speech.Enter("somebody"));
        _metrics.Shed(3);
        _metrics.Watch(() => TimeSpan.FromSeconds(0.75), () => 2);

        Assert.Equal(0, _meters.Sum("stt.sessions.active"));
        Assert.Equal(3, _meters.Sum("sessions.rejected"));
        Assert.Equal(1, _meters.Sum("sessions.rejected{capacity}"));
        Assert.Equal(1, _meters.Sum("sessions.rejected{not_ready}"));
        Assert.Equal(1, _meters.Sum("sessions.rejected{stopping}"));
        Assert.Equal(3, _meters.Sum("stt.sessions.shed"));
        Assert.Equal(0.75, _meters.Observe("stt.behind"));
        Assert.Equal(2, _meters.Observe("stt.sessions.capacity"));
    }

    public void Dispose() => _meters.Dispose();

    private SttEngine Start(SttEngine? fallback = null, TimeProvider? clock = null)
    {
        SttEngine engine = new(_model, fallback, new SttOptions(), clock ?? TimeProvider.System, _metrics, NullLogger.Instance, _ => { });
        engine.Start();
        return engine;
    }

    private static async Task<SttJob> RunAsync(SttEngine engine, SttJobKind kind, int samples, SttUtterance? utterance = null)
    {
        TaskCompletionSource<SttJob> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Submit(new SttJob(
            utterance ?? new SttUtterance(Random.Shared.NextInt64()), kind, new float[samples], SttJobOptions.Default, done.SetResult));
        return await done.Task.WaitAsync(Limit);
    }
}
