using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Post;

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
    TimeProvider time,
    ILogger<SpeechResponse> log)
{
    /// <summary>What of the text was left out because the model cannot say it; in the form of <see cref="NormalizedTextHeader"/>.</summary>
    private const string UnspeakableHeader = "X-Unspeakable-Text";

    /// <exception cref="StreamException">Before the first byte.</exception>
    public async Task SendAsync(HttpContext context, TtsLease lease, SpeechOrder call, IResponseBody body)
    {
        SpeechModels models = lease.Models;
        using AudioOutput audio = call.OpenOutput(models);
        SpeechMeter meter = desk.TermsOf(context).MeasureSpeech(models.Entry.Name);
        await meter.TakeAsync(call.Speech.Text.Length, context.RequestAborted);
        using SpeechDrain drain = new(call.IsStreamed);
        using IDisposable registration = streams.Register(drain);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.GaveUp);
        SpeechClock clock = new(time, call.PlayedRate(models.SampleRate));
        SpeechAccount account = new(meter, lease, call, clock, drain.EarlyEnd);
        SpeechEnd how = SpeechEnd.Failed;
        metrics.Start();
        try
        {
            SpeechRequest request = call.Speech with { EarlyEnd = drain.EarlyEnd, IsPlayed = call.IsStreamed, Stages = clock.Stages };
            await using IAsyncEnumerator<SpeechPiece> samples = lease.SpeakAsync(request, end.Token).GetAsyncEnumerator(end.Token);
            if (!await samples.MoveNextAsync())
            {
                throw call.Speech.MaxTokens is { } most && most < models.Spec.TokensPerSecond
                    ? new StreamException(
                        StreamError.ClientBadRequest, $"max_tokens={most} ends the speech before anything can be heard.", "max_tokens")
                    : new StreamException(StreamError.ModelSaidNothing, "The language model made no audio.");
            }

            clock.MarkFirstAudio();
            metrics.FirstAudio(clock.FirstAudio);
            if (SpokenForm.Unspeakable(models, call.Speech) is { Count: > 0 } unspeakable)
            {
                context.Response.Headers[UnspeakableHeader] = NormalizedTextHeader.Format(
                    string.Join(' ', unspeakable.Select(span => span.Text)));
            }

            WriteHeaders(context.Response, call, body.ContentType ?? audio.ContentType, audio.SampleRate, clock);
            context.Response.Headers["X-Model"] = models.Entry.Name;
            if (call.SuperResolution(models) is { } superResolution)
            {
                context.Response.Headers["X-Super-Resolution"] = superResolution;
            }

            await (call.IsStreamed
                ? StreamAsync(body, samples, audio, clock, account, end.Token)
                : SendWholeAsync(context, samples, audio, clock, account, end.Token));
            how = account.IsCutShort ? SpeechEnd.Stopping : SpeechEnd.Whole;
            LogSpoken(
                context.TraceIdentifier,
                AudioFormats.NameOf(call.Format),
                clock.AudioSeconds,
                clock.FirstAudio.TotalMilliseconds,
                clock.Elapsed.TotalMilliseconds);
        }
        catch (Exception exception) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            how = context.RequestAborted.IsCancellationRequested ? SpeechEnd.ClientGone
                : exception is TimeoutException ? SpeechEnd.ClientSlow
                : SpeechEnd.Failed;
            Cut(context, exception, clock);
        }
        catch (OperationCanceledException) when (drain.GaveUp.IsCancellationRequested)
        {
            how = SpeechEnd.Stopping;
            throw new StreamException(StreamError.ServerStopping, "The server is stopping; there was no time to speak it whole.");
        }
        finally
        {
            await account.CloseAsync(how is SpeechEnd.ClientGone or SpeechEnd.ClientSlow, log);
            metrics.Stop(clock.Elapsed, clock.AudioSeconds, call.IsStreamed && clock.HadUnderrun, how, clock.Stages);
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

    private async Task StreamAsync(
        IResponseBody body,
        IAsyncEnumerator<SpeechPiece> samples,
        AudioOutput audio,
        SpeechClock clock,
        SpeechAccount account,
        CancellationToken cancellation)
    {
        body.Start();
        audio.Start(body.Writer, null);
        do
        {
            clock.Add(samples.Current.Samples.Length);
            account.Chunk = samples.Current.Chunk;
            long encoding = time.GetTimestamp();
            await audio.WriteAsync(samples.Current.Samples, body.Writer, cancellation);
            clock.Stages.Encoded(encoding);

            // Waits while the client's side of the connection is full: that is what pauses this request.
            await body.FlushAsync(cancellation).WithinAsync(options.SendSeconds, time);
        }
        while (await samples.MoveNextAsync());

        await audio.FinishAsync(body.Writer, cancellation);
        await body.FlushAsync(cancellation).WithinAsync(options.SendSeconds, time);

        // All audio is out; the end of the answer waits until its record is on the disk.
        await account.DoneAsync();
        await body.CompleteAsync(clock.Figures with { IsCutShort = account.IsCutShort }, cancellation)
            .WithinAsync(options.SendSeconds, time);
    }

    /// <summary>All of it or nothing: it is encoded when the last sample is there, and sent when the last byte is.</summary>
    private async Task SendWholeAsync(
        HttpContext context,
        IAsyncEnumerator<SpeechPiece> samples,
        AudioOutput audio,
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

        await account.DoneAsync();
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

        if (exception is TimeoutException)
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
        "{RequestId}: {Seconds:F2} s of {Format}, first audio after {FirstMs:F0} ms, done after {TotalMs:F0} ms", EventName = "Spoken")]
    private partial void LogSpoken(string requestId, string format, double seconds, double firstMs, double totalMs);

    [LoggerMessage(2002, LogLevel.Debug, "{RequestId}: the client went away after {Seconds:F2} s of audio", EventName = "ListenerGone")]
    private partial void LogClientGone(string requestId, double seconds);

    [LoggerMessage(
        2005,
        LogLevel.Information,
        "{RequestId}: the client took nothing for {Limit} s after {Seconds:F2} s of audio; the connection is cut",
        EventName = "ListenerTooSlow")]
    private partial void LogSlowClient(string requestId, double limit, double seconds);

    [LoggerMessage(
        2003, LogLevel.Error, "{RequestId}: speech failed after {Seconds:F2} s of audio; the connection is cut", EventName = "SpeechCut")]
    private partial void LogCut(Exception exception, string requestId, double seconds);
}
