using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Tests.Stt.Engine;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class SttSessionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly float[] Speech = TestSpeech.Samples("05_rms");
    private static readonly float[] Pause = new float[16000];

    private static readonly SttMetrics Metrics = new TestMeters().MakeStt();

    private readonly FakeSttModel _model = new();
    private readonly SttEngine _engine;
    private readonly VadEngine _vad;

    public SttSessionTests()
    {
        _engine = new SttEngine(_model, null, new SttOptions(), TimeProvider.System, Metrics, NullLogger.Instance, _ => { });
        _engine.Start();
        _vad = new VadEngine(TestSpeech.OpenVad(), TimeProvider.System, Metrics, NullLogger.Instance, _ => { });
        _vad.Start();
    }

    [Fact]
    public async Task Each_utterance_gets_one_final_in_order()
    {
        (SttSession session, SttOutbox outbox) = Open();

        for (int i = 0; i < 5; i++)
        {
            await PushAsync(session, Speech);
            await PushAsync(session, Pause);
        }

        SttText[] finals = await FinishAsync(session, outbox);
        Assert.Equal([0, 1, 2, 3, 4], finals.Select(final => final.Utterance));
        Assert.Equal(finals.OrderBy(final => final.Start), finals);
        double period = (Speech.Length + Pause.Length) / 16000.0;
        for (int i = 2; i < finals.Length; i++)
        {
            // Not from the first one, which has no audio before it to be padded with.
            Assert.Equal(period, finals[i].Start - finals[i - 1].Start, 0.1);
        }
    }

    [Fact]
    public async Task Finals_keep_their_order_when_a_later_one_is_ready_first()
    {
        int runs = 0;
        _model.Before = batch =>
        {
            if (batch[0].Kind == SttJobKind.Final && Interlocked.Increment(ref runs) == 1)
            {
                throw new StreamException(StreamError.ModelFailed, "The first final is tried again.");
            }
        };
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });

        for (int i = 0; i < 3; i++)
        {
            await PushAsync(session, Speech);
            session.Force();
        }

        SttText[] finals = await FinishAsync(session, outbox);
        Assert.Equal([0, 1, 2], finals.Select(final => final.Utterance));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, true)]
    public async Task Who_pushes_faster_than_speech_yields_to_those_who_speak(int times, bool yields)
    {
        ConcurrentQueue<SttJobKind> kinds = [];
        _model.Before = batch =>
        {
            foreach (SttJob job in batch)
            {
                kinds.Enqueue(job.Kind);
            }
        };
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });
        for (int i = 0; i < times; i++)
        {
            await PushAsync(session, Speech[..16000]);
        }

        session.Force();
        await FinishAsync(session, outbox);
        Assert.Equal(yields, session.IsAhead);
        Assert.Equal(yields, kinds.Contains(SttJobKind.Recording));
        Assert.NotEqual(yields, kinds.Contains(SttJobKind.Final));
    }

    [Fact]
    public async Task The_speculation_is_the_final_when_the_end_is_confirmed()
    {
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });

        await PushAsync(session, Speech);
        await PushAsync(session, Pause);
        SttText[] finals = await FinishAsync(session, outbox);

        Assert.Single(finals);
        Assert.InRange(_model.Batches.Length, 1, 2);
    }

    [Fact]
    public async Task A_failed_model_gives_a_warning_and_a_final_without_text()
    {
        _model.Before = _ => throw new StreamException(StreamError.ModelFailed, "broken");
        (SttSession session, SttOutbox outbox) = Open();

        await PushAsync(session, Speech);
        await PushAsync(session, Pause);
        SttEvent[] events = await DrainAsync(session, outbox);

        Assert.Contains(events, item => item is SttEvent.Warning { Code: "model_failed" });
        SttText final = Assert.Single(events.OfType<SttEvent.Transcript>()).Text;
        Assert.True(final is { Failed: true, IsFinal: true, Text: "" });
    }

    [Fact]
    public async Task A_gap_moves_the_clock_and_ends_the_utterance()
    {
        (SttSession session, SttOutbox outbox) = Open();

        await PushAsync(session, Speech);
        await session.GapAsync(TimeSpan.FromSeconds(100), default);
        await PushAsync(session, Speech);
        SttText[] finals = await FinishAsync(session, outbox);

        Assert.Equal(2, finals.Length);
        Assert.InRange(finals[1].Start, 100 + (Speech.Length / 16000.0) - 0.01, 100.5 + (Speech.Length / 16000.0));
    }

    [Fact]
    public async Task A_short_gap_inside_speech_keeps_one_utterance()
    {
        (SttSession session, SttOutbox outbox) = Open();

        await PushAsync(session, Speech[..20000]);
        await session.GapAsync(TimeSpan.FromMilliseconds(40), default);
        await PushAsync(session, Speech[20000..]);
        SttText final = Assert.Single(await FinishAsync(session, outbox));

        Assert.InRange(final.End, (Speech.Length / 16000.0) - 0.2, (Speech.Length / 16000.0) + 0.05);
    }

    [Fact]
    public async Task A_marker_comes_after_the_text_of_all_audio_before_it()
    {
        (SttSession session, SttOutbox outbox) = Open();

        await PushAsync(session, Speech);
        await PushAsync(session, Pause);
        await PushAsync(session, Speech[..24000]);
        await session.MarkAsync("here", default);
        SttText[] told = await ToldBeforeMarkerAsync(outbox);

        Assert.Contains(told, text => text is { IsFinal: true, Utterance: 0 });
        SttText open = told.Last();
        Assert.True(open is { IsFinal: false, Utterance: 1 }, $"{open}");
        Assert.Equal(session.AudioSeconds, open.End, 3);
    }

    [Fact]
    public async Task A_marker_waits_for_a_partial_under_way_that_lacks_the_last_audio()
    {
        using SemaphoreSlim release = new(0);
        using SemaphoreSlim asked = new(0);
        _model.Before = _ =>
        {
            asked.Release();
            release.Wait(Limit);
        };
        (SttSession session, SttOutbox outbox) = Open();

        await PushAsync(session, Speech[..12000]);
        Assert.True(await asked.WaitAsync(Limit));
        await PushAsync(session, Speech[12000..20000]);
        Task marking = session.MarkAsync("here", default);
        release.Release(100);
        await marking.WaitAsync(Limit);

        Assert.Equal(session.AudioSeconds, (await ToldBeforeMarkerAsync(outbox)).Last().End, 3);
    }

    [Fact]
    public async Task Without_partials_a_marker_asks_for_no_text_of_the_open_utterance()
    {
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });

        await PushAsync(session, Speech[..24000]);
        await session.MarkAsync("here", default);

        Assert.Empty(await ToldBeforeMarkerAsync(outbox));
        Assert.Empty(_model.Batches);
    }

    [Fact]
    public async Task Reset_forgets_finals_that_were_not_told()
    {
        using SemaphoreSlim release = new(0);
        _model.Before = _ => release.Wait(Limit);
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });

        await PushAsync(session, Speech);
        session.Force();
        session.Reset();
        release.Release(100);

        Assert.Empty(await FinishAsync(session, outbox));
    }

    [Fact]
    public async Task Separate_channels_have_transcripts_of_their_own_and_mixed_ones_have_one()
    {
        float[] stereo = new float[2 * (Speech.Length + Pause.Length)];
        for (int i = 0; i < Speech.Length; i++)
        {
            stereo[(2 * i) + 1] = Speech[i];
        }

        SttSessionSettings settings = new() { Channels = 2, InterimResults = false };
        (SttSession separate, SttOutbox outbox) = Open(settings with { ChannelUse = ChannelUse.Separate });
        await PushAsync(separate, stereo);
        Assert.Equal(1, Assert.Single(await FinishAsync(separate, outbox)).Channel);

        (SttSession mixed, outbox) = Open(settings);
        await PushAsync(mixed, stereo);
        Assert.Equal(0, Assert.Single(await FinishAsync(mixed, outbox)).Channel);
    }

    [Fact]
    public async Task Speech_without_a_pause_is_cut_before_the_limit_and_joins_without_a_gap()
    {
        float[] speech = [.. Enumerable.Repeat(Speech[3000..36000], 6).SelectMany(part => part)];
        SttSessionSettings settings = new()
        {
            InterimResults = false,
            Segmenter = new SegmenterSettings { MaxUtteranceMs = 4000, EndpointingMs = 2000 }
        };
        (SttSession session, SttOutbox outbox) = Open(settings);

        await PushAsync(session, speech);
        SttText[] finals = await FinishAsync(session, outbox);

        Assert.True(finals.Length >= 3, $"{finals.Length} finals");
        Assert.All(finals, final => Assert.True(final.End - final.Start <= 4));
        for (int i = 1; i < finals.Length; i++)
        {
            Assert.Equal(finals[i - 1].End, finals[i].Start);
        }
    }

    [Fact]
    public async Task Utterances_below_the_asked_confidence_give_no_text()
    {
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { MinConfidence = 0.95 });

        await PushAsync(session, Speech);
        await PushAsync(session, Pause);

        Assert.Empty(await FinishAsync(session, outbox));
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_intake_and_loses_nothing()
    {
        (SttSession session, SttOutbox outbox) = Open(new SttSessionSettings { InterimResults = false });
        using CancellationTokenSource stop = new();
        const int Utterances = 30;
        int pushed = 0;
        Task pushing = Task.Run(async () =>
        {
            for (; pushed < Utterances; pushed++)
            {
                await session.PushAsync(TestSpeech.Bytes([.. Speech, .. Pause]), TimeProvider.System.GetTimestamp(), stop.Token);
            }
        });

        await Task.WhenAny(pushing, Waiting.UntilAsync(() => outbox.IsCrowded));
        Assert.False(pushing.IsCompleted);
        int seen = 0;
        Task reading = Task.Run(async () =>
        {
            while (await outbox.TakeAsync(default) is { } item)
            {
                seen += item is SttEvent.Transcript ? 1 : 0;
            }
        });
        await pushing.WaitAsync(Limit);
        await session.FinishAsync(null, default).WaitAsync(Limit);
        await reading.WaitAsync(Limit);

        Assert.Equal(Utterances, seen);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _vad.Dispose();
    }

    private (SttSession Session, SttOutbox Outbox) Open(SttSessionSettings? settings = null)
    {
        SttOutbox outbox = new();
        return (new SttSession(new SttContext(_engine, _vad, TimeProvider.System, Metrics, settings ?? new SttSessionSettings(), outbox)),
            outbox);
    }

    private static async Task PushAsync(SttSession session, float[] samples)
    {
        byte[] bytes = TestSpeech.Bytes(samples);
        for (int start = 0; start < bytes.Length; start += 3200)
        {
            await session.PushAsync(bytes.AsMemory(start, Math.Min(3200, bytes.Length - start)), TimeProvider.System.GetTimestamp(),
                default).WaitAsync(Limit);
        }
    }

    private static async Task<SttText[]> ToldBeforeMarkerAsync(SttOutbox outbox)
    {
        using CancellationTokenSource limit = new(Limit);
        List<SttText> told = [];
        while (await outbox.TakeAsync(limit.Token) is { } item and not SttEvent.Marker)
        {
            if (item is SttEvent.Transcript transcript)
            {
                told.Add(transcript.Text);
            }
        }

        return [.. told];
    }

    private static async Task<SttText[]> FinishAsync(SttSession session, SttOutbox outbox) =>
        [.. (await DrainAsync(session, outbox)).OfType<SttEvent.Transcript>().Select(item => item.Text).Where(text => text.IsFinal)];

    private static async Task<SttEvent[]> DrainAsync(SttSession session, SttOutbox outbox)
    {
        await session.FinishAsync(null, default).WaitAsync(Limit);
        List<SttEvent> events = [];
        while (await outbox.TakeAsync(default) is { } item)
        {
            events.Add(item);
        }

        return [.. events];
    }
}
