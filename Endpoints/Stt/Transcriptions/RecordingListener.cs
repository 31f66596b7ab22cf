using System.Runtime.CompilerServices;
using System.Text;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>
/// Hears a whole recording through a session of its own: the same voice activity, segments and batches as a socket, as fast
/// as the machine goes. Audio is read as it is used. One call.
/// </summary>
/// <param name="speech">Whose lease the caller holds.</param>
/// <param name="settings">Validated.</param>
/// <param name="meter">Has its first units.</param>
/// <param name="mark">For the log.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Gets one line.</param>
internal sealed partial class RecordingListener(
    SpeechToText speech, SttSessionSettings settings, HearingMeter meter, CallMark mark, TimeProvider time, ILogger<RecordingListener> log)
{
    private readonly long _start = time.GetTimestamp();
    private SttSession? _session;
    private StreamException? _mistake;

    /// <summary>Seconds of audio heard so far.</summary>
    public double Seconds => _session?.AudioSeconds ?? 0;

    /// <summary>The utterances, each as soon as it is final.</summary>
    /// <param name="audio">The recording in pieces, in the settings' encoding.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException">No room, audio that does not decode, or a model that failed.</exception>
    public async IAsyncEnumerable<SttText> HearAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        SttOutbox outbox = new();
        SttSession session = _session = speech.Open(settings with { InterimResults = false }, outbox, recording: true);
        Task feeding = FeedAsync(session, audio, cancellation);
        UsageOutcome outcome = UsageOutcome.Cancelled;
        StringBuilder texts = new();
        try
        {
            while (await outbox.TakeAsync(cancellation) is { } item)
            {
                if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
                {
                    if (text.Failed)
                    {
                        outcome = UsageOutcome.Failed;
                        throw new StreamException(StreamError.ModelFailed, "The model failed on a part of the recording.");
                    }

                    texts.Append(texts.Length == 0 ? "" : " ").Append(text.Text);
                    yield return text;
                }
            }

            await feeding;
            outcome = UsageOutcome.Ok;
        }
        finally
        {
            session.Abandon();
            speech.Ended(outcome switch
            {
                UsageOutcome.Ok => SttOutcome.Done,
                UsageOutcome.Failed => SttOutcome.Failed,
                _ => _mistake is null ? SttOutcome.Gone : SttOutcomes.Of(_mistake),
            });

            // On the disk before the answer ends; a recording has one record.
            if (outcome == UsageOutcome.Ok)
            {
                await meter.RecordAsync(
                    new HearingUsage { Outcome = outcome, Latency = time.GetElapsedTime(_start), Text = texts.ToString() });
            }

            await meter.EndAsync(outcome);
            LogHeard(
                mark.RequestId, Seconds, time.GetElapsedTime(_start).TotalMilliseconds, outcome, mark.Key, mark.Trace);
        }
    }

    [LoggerMessage(
        1030,
        LogLevel.Information,
        "{RequestId}: a recording of {Audio:F1} s, done after {TotalMs:F0} ms: {Outcome}; key {Key}, trace {Trace}",
        EventName = "RecordingHeard")]
    private partial void LogHeard(string requestId, double audio, double totalMs, UsageOutcome outcome, string key, string trace);

    private async Task FeedAsync(SttSession session, IAsyncEnumerable<ReadOnlyMemory<byte>> audio, CancellationToken cancellation)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> piece in audio.WithCancellation(cancellation))
            {
                double heard = session.AudioSeconds;
                await session.PushAsync(piece, time.GetTimestamp(), cancellation);
                if ((await meter.HeardAsync(TimeSpan.FromSeconds(session.AudioSeconds - heard)))?.End is { } limit)
                {
                    throw limit;
                }

                if (session.AudioSeconds > speech.MaxRecording.TotalSeconds)
                {
                    throw new StreamException(
                        StreamError.ClientTooLarge,
                        $"The recording is longer than {speech.MaxRecording.TotalSeconds} s, the longest that is heard "
                        + "(STT_MAX_RECORDING_SECONDS).");
                }
            }

            if (session.IncompleteBytes > 0)
            {
                throw new StreamException(
                    StreamError.ClientBadAudio,
                    $"The audio ends in the middle of a sample: {session.IncompleteBytes} of {session.FrameBytes} bytes.");
            }

            await session.FinishAsync(null, cancellation);
        }
        catch (StreamException exception)
        {
            _mistake = exception;
            throw;
        }
        finally
        {
            session.Outbox.Close();
        }
    }
}
