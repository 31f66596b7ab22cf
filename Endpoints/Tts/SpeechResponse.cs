using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Post;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// Sends speech. Nothing is sent before the first samples are there, so that whatever is wrong up to then is a clean error;
/// after that a failure can only cut the connection.
/// </summary>
internal sealed partial class SpeechResponse(
    LiveStreams streams,
    UnsentAudio unsent,
    TtsWireOptions options,
    CallDesk desk,
    TtsMetrics metrics,
    ChunkListener listener,
    TimeProvider time,
    ILogger<SpeechResponse> log)
{
    /// <summary>What of the text was left out because the model cannot say it; in the form of <see cref="NormalizedTextHeader"/>.</summary>
    private const string UnspeakableHeader = "X-Unspeakable-Text";

    /// <param name="context">Of the request.</param>
    /// <param name="lease">Speaks.</param>
    /// <param name="call">What.</param>
    /// <param name="body">Of what is streamed.</param>
    /// <param name="timed">Shape of speech that is sent whole with the times of its words; null for the server's own.</param>
    /// <exception cref="StreamException">Before the first byte.</exception>
    public async Task SendAsync(HttpContext context, TtsLease lease, SpeechOrder call, IResponseBody body, TimedAnswer? timed = null)
    {
        SpeechTimes? times = null;
        if (call.IsTimed)
        {
            listener.ThrowUnlessReady();
            List<TextChunk> chunks = lease.Chunk(call.Speech, isFirst: true);
            times = new SpeechTimes(listener, lease.Models.SampleRate, call.Speech.Speed, chunk => chunks[chunk].Text);
        }

        SpeechModels models = lease.Models;
        using AudioOutput audio = call.OpenOutput(models);
        CallTerms terms = desk.TermsOf(context);
        SpeechMeter meter = terms.MeasureSpeech(models.Entry.Name);
        await meter.TakeAsync(call.Speech.Text.Length, context.RequestAborted);
        using SpeechDrain drain = new(call.IsStreamed);
        using IDisposable registration = streams.Register(drain);
        using IDisposable? watch = terms.Watch(drain.EndTerms);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.GaveUp);
        SpeechClock clock = new(time, call.PlayedRate(models.SampleRate));
        SpeechAccount account = new(meter, lease, call, clock, drain.EarlyEnd);
        CallMark mark = CallMark.Of(context);
        SpeechEnd how = SpeechEnd.Failed;
        metrics.Start();
        try
        {
            SpeechRequest request = call.Speech with { EarlyEnd = drain.EarlyEnd, IsPlayed = call.IsStreamed, Stages = clock.Stages };
            await using IAsyncEnumerator<SpeechPiece> samples = lease.SpeakAsync(request, end.Token).GetAsyncEnumerator(end.Token);
            if (!await samples.MoveNextAsync())
            {
                throw drain.TermsEnded is { } ended ? ended : call.Speech.MaxTokens is { } most && most < models.Spec.TokensPerSecond
                    ? new StreamException(
                        StreamError.ClientBadRequest, $"max_tokens={most} ends the speech before anything can be heard.", "max_tokens")
                    : new StreamException(StreamError.ModelSaidNothing, "The language model made no audio.");
            }

            clock.MarkFirstAudio();
            metrics.FirstAudio(models.Entry.Name, clock.FirstAudio);
            if (SpokenForm.Unspeakable(models, call.Speech) is { Count: > 0 } unspeakable)
            {
                context.Response.Headers[UnspeakableHeader] = NormalizedTextHeader.Format(
                    string.Join(' ', unspeakable.Select(span => span.Text)));
            }

            WriteHeaders(context.Response, call, ContentTypeOf(call, body, audio), audio.SampleRate, clock);
            context.Response.Headers["X-Model"] = models.Entry.Name;
            if (call.SuperResolution(models) is { } superResolution)
            {
                context.Response.Headers["X-Super-Resolution"] = superResolution;
            }

            await (call.IsStreamed
                ? StreamAsync(body, samples, audio, times, clock, account, drain, end.Token)
                : SendWholeAsync(context, samples, audio, call, times, timed, clock, account, end.Token));
            how = account.IsCutShort ? SpeechEnd.Stopping : SpeechEnd.Whole;
            LogSpoken(
                context.TraceIdentifier,
                AudioFormats.NameOf(call.Format),
                clock.AudioSeconds,
                clock.FirstAudio.TotalMilliseconds,
                clock.Elapsed.TotalMilliseconds,
                clock.Stages.Header,
                mark.Key,
                mark.Trace);
        }
        catch (Exception exception) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            how = context.RequestAborted.IsCancellationRequested ? SpeechEnd.ClientGone
                : exception is TimeoutException ? SpeechEnd.ClientSlow
                : exception is StreamException { Error: StreamError.ClientKeyEnded } ? SpeechEnd.KeyEnded
                : SpeechEnd.Failed;
            Cut(context, exception, clock);
        }
        catch (Exception) when (drain.TermsEnded is { } ended)
        {
            how = SpeechEnd.KeyEnded;
            throw ended;
        }
        catch (OperationCanceledException) when (drain.GaveUp.IsCancellationRequested)
        {
            how = SpeechEnd.Stopping;
            throw new StreamException(StreamError.ServerStopping, "The server is stopping; there was no time to speak it whole.");
        }
        catch (StreamException refusal)
        {
            how = SpeechEnds.Of(refusal);
            throw;
        }
        finally
        {
            SpeechTrace.Add(Activity.Current, clock.Stages);
            await account.CloseAsync(how is SpeechEnd.ClientGone or SpeechEnd.ClientSlow or SpeechEnd.KeyEnded, log);
            metrics.Stop(
                models.Entry.Name, clock.Elapsed, clock.AudioSeconds, call.IsStreamed && clock.HadUnderrun, how, clock.Stages);
        }
    }

    private static void WriteHeaders(HttpResponse response, SpeechOrder call, string contentType, int sampleRate, SpeechClock clock)
    {
        response.ContentType = contentType;
        response.Headers["X-Speaker"] = call.Speech.Voice.Name;
        response.Headers["X-Sample-Rate"] = Number(sampleRate);
        response.Headers["X-Stream"] = call.IsStreamed ? "true" : "false";
        response.Headers["X-Seed"] = call.Speech.Seed.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-TTFB-ms"] = Number(clock.FirstAudio.TotalMilliseconds);
        SpeechAddress.WriteCaching(response, call);
    }

    private static string ContentTypeOf(SpeechOrder call, IResponseBody body, AudioOutput audio) =>
        call is { IsTimed: true, IsStreamed: false } ? "application/json; charset=utf-8" : body.ContentType ?? audio.ContentType;

    private async Task StreamAsync(
        IResponseBody body,
        IAsyncEnumerator<SpeechPiece> samples,
        AudioOutput audio,
        SpeechTimes? times,
        SpeechClock clock,
        SpeechAccount account,
        SpeechDrain drain,
        CancellationToken cancellation)
    {
        body.Start();
        audio.Start(body.Writer, null);
        do
        {
            clock.Add(samples.Current.Samples.Length);
            account.Chunk = samples.Current.Chunk;
            long encoding = time.GetTimestamp();
            if (times is not null)
            {
                await TellAsync(body, await times.AddAsync(samples.Current, cancellation), cancellation);
            }

            await audio.WriteAsync(samples.Current.Samples, body.Writer, cancellation);
            clock.Stages.Encoded(encoding);

            // Waits while the client's side of the connection is full: that is what pauses this request.
            await body.FlushAsync(cancellation).WithinAsync(options.SendSeconds, time);
        }
        while (await samples.MoveNextAsync());

        if (drain.IsCutByTerms)
        {
            // No end of the container: a listener must not take what he heard for the whole.
            throw drain.TermsEnded!;
        }

        await audio.FinishAsync(body.Writer, cancellation);
        await body.FlushAsync(cancellation).WithinAsync(options.SendSeconds, time);
        if (times is not null)
        {
            await TellAsync(body, await times.FinishAsync(cancellation), cancellation);
        }

        // All audio is out; the end of the answer waits until its record is on the disk.
        await account.DoneAsync();
        await body.CompleteAsync(clock.Figures with { IsCutShort = account.IsCutShort }, cancellation)
            .WithinAsync(options.SendSeconds, time);
    }

    private async ValueTask TellAsync(IResponseBody body, IReadOnlyList<SpokenWord> words, CancellationToken cancellation)
    {
        if (words.Count > 0)
        {
            await body.TellAsync(words, cancellation).WithinAsync(options.SendSeconds, time);
        }
    }

    /// <summary>All of it or nothing: it is encoded when the last sample is there, and sent when the last byte is.</summary>
    private async Task SendWholeAsync(
        HttpContext context,
        IAsyncEnumerator<SpeechPiece> samples,
        AudioOutput audio,
        SpeechOrder call,
        SpeechTimes? times,
        TimedAnswer? timed,
        SpeechClock clock,
        SpeechAccount account,
        CancellationToken cancellation)
    {
        string owner = Caller.Of(context);
        using HeldAudio spoken = new(unsent, owner);
        int count = 0;
        do
        {
            clock.Add(samples.Current.Samples.Length);
            account.Chunk = samples.Current.Chunk;
            count += samples.Current.Samples.Length;
            if (times is not null)
            {
                await times.AddAsync(samples.Current, cancellation);
            }

            spoken.Write(MemoryMarshal.AsBytes(samples.Current.Samples.Span));
        }
        while (await samples.MoveNextAsync());

        using HeldAudio encoded = new(unsent, owner);
        long encoding = time.GetTimestamp();
        audio.Start(encoded, count);
        float[] piece = [];
        while (spoken.Take() is { IsEmpty: false } block)
        {
            int length = block.Length / sizeof(float);
            piece = piece.Length < length ? new float[length] : piece;
            MemoryMarshal.Cast<byte, float>(block.Span).CopyTo(piece);
            await audio.WriteAsync(piece.AsMemory(0, length), encoded, cancellation);
        }

        await audio.FinishAsync(encoded, cancellation);
        clock.Stages.Encoded(encoding);
        foreach ((string name, string value) in clock.Figures.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (times is not null)
        {
            await times.FinishAsync(cancellation);
        }

        await account.DoneAsync();
        if (times is not null)
        {
            await TimedAnswers.SendAsync(
                context.Response,
                encoded,
                (json, bytes) => (timed ?? TimedAnswers.WriteOwn)(json, bytes, times.Said, call, clock.AudioSeconds),
                cancellation).WithinAsync(options.SendSeconds, time);
            return;
        }

        context.Response.ContentLength = encoded.Length;
        while (encoded.Take() is { IsEmpty: false } block)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted).WithinAsync(options.SendSeconds, time);
        }
    }

    private void Cut(HttpContext context, Exception exception, SpeechClock clock)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(context.TraceIdentifier, clock.AudioSeconds);
            return;
        }

        if (exception is StreamException { Error: StreamError.ClientKeyEnded })
        {
            LogKeyEnded(context.TraceIdentifier, clock.AudioSeconds);
        }
        else if (exception is TimeoutException)
        {
            LogSlowClient(context.TraceIdentifier, options.SendSeconds, clock.AudioSeconds);
        }
        else
        {
            LogCut(exception, context.TraceIdentifier, clock.AudioSeconds);
        }

        context.Abort();
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    [LoggerMessage(2001, LogLevel.Information,
        "{RequestId}: {Seconds:F2} s of {Format}, first audio after {FirstMs:F0} ms, done after {TotalMs:F0} ms ({Stages}); "
        + "key {Key}, trace {Trace}",
        EventName = "Spoken")]
    private partial void LogSpoken(
        string requestId, string format, double seconds, double firstMs, double totalMs, string stages, string key, string trace);

    [LoggerMessage(2002, LogLevel.Debug, "{RequestId}: the client went away after {Seconds:F2} s of audio", EventName = "ListenerGone")]
    private partial void LogClientGone(string requestId, double seconds);

    [LoggerMessage(
        2005,
        LogLevel.Information,
        "{RequestId}: the client took nothing for {Limit} s after {Seconds:F2} s of audio; the connection is cut",
        EventName = "ListenerTooSlow")]
    private partial void LogSlowClient(string requestId, double limit, double seconds);

    [LoggerMessage(
        2006,
        LogLevel.Information,
        "{RequestId}: the key ended after {Seconds:F2} s of audio; the connection is cut",
        EventName = "KeyEnded")]
    private partial void LogKeyEnded(string requestId, double seconds);

    [LoggerMessage(
        2003, LogLevel.Error, "{RequestId}: speech failed after {Seconds:F2} s of audio; the connection is cut", EventName = "SpeechCut")]
    private partial void LogCut(Exception exception, string requestId, double seconds);
}
