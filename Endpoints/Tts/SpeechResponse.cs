using System.Buffers;
using System.Globalization;
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
    LiveStreams streams, CallDesk desk, TtsMetrics metrics, TimeProvider time, ILogger<SpeechResponse> log)
{
    /// <summary>What of the text was left out because the model cannot say it; in the form of <see cref="NormalizedTextHeader"/>.</summary>
    private const string UnspeakableHeader = "X-Unspeakable-Text";

    /// <exception cref="StreamException">Before the first byte.</exception>
    public async Task SendAsync(HttpContext context, TtsLease lease, SpeechCall call, IResponseBody body)
    {
        SpeechModels models = lease.Models;
        using AudioOutput audio = call.OpenOutput(models);
        SpeechMeter meter = desk.TermsOf(context).MeasureSpeech(models.Entry.Name);
        await meter.TakeAsync(call.Speech.Text.Length, context.RequestAborted);
        SpeechStream stream = new();
        using IDisposable registration = streams.Register(stream);
        SpeechClock clock = new(time, call.PlayedRate(models.SampleRate));
        SpeechAccount account = new(meter, lease, call, clock, stream.FinishEarly);
        metrics.Start();
        try
        {
            SpeechRequest request = call.Speech with { FinishEarly = stream.FinishEarly };
            await using IAsyncEnumerator<SpeechPiece> samples =
                lease.SpeakAsync(request, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
            if (!await samples.MoveNextAsync())
            {
                throw call.Speech.MaxTokens is { } most && most < models.Spec.TokensPerSecond
                    ? new StreamException(StreamError.ClientBadRequest, $"max_tokens={most} ends the speech before anything can be heard.", "max_tokens")
                    : new StreamException(StreamError.ModelSaidNothing, "The language model made no audio.");
            }

            metrics.FirstAudio(clock.Elapsed);
            if (SpokenForm.Unspeakable(models, call.Speech) is { Count: > 0 } unspeakable)
            {
                context.Response.Headers[UnspeakableHeader] = NormalizedTextHeader.Format(string.Join(' ', unspeakable.Select(span => span.Text)));
            }

            WriteHeaders(context.Response, call, body.ContentType ?? audio.ContentType, audio.SampleRate, clock);
            if (call.SuperResolution(models) is { } superResolution)
            {
                context.Response.Headers["X-Super-Resolution"] = superResolution;
            }

            await (call.IsStreamed
                ? StreamAsync(context, body, samples, audio, clock, account)
                : SendWholeAsync(context, samples, audio, clock, account));
            LogSpoken(context.TraceIdentifier, AudioFormats.NameOf(call.Format), clock.AudioSeconds, clock.FirstAudio.TotalMilliseconds, clock.Elapsed.TotalMilliseconds);
        }
        catch (Exception exception) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            Cut(context, exception, clock);
        }
        finally
        {
            await account.CloseAsync(context.RequestAborted.IsCancellationRequested, log);
            metrics.Stop(clock.Elapsed, clock.AudioSeconds, call.IsStreamed && clock.HadUnderrun);
            stream.Complete();
        }
    }

    private static void WriteHeaders(HttpResponse response, SpeechCall call, string contentType, int sampleRate, SpeechClock clock)
    {
        clock.MarkFirstAudio();
        response.ContentType = contentType;
        response.Headers["X-Speaker"] = call.Speech.Voice.Name;
        response.Headers["X-Sample-Rate"] = Number(sampleRate);
        response.Headers["X-Stream"] = call.IsStreamed ? "true" : "false";
        response.Headers["X-Seed"] = call.Speech.Seed.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-TTFB-ms"] = Number(clock.FirstAudio.TotalMilliseconds);
        response.Headers.CacheControl = "no-store";
    }

    private static async Task StreamAsync(
        HttpContext context,
        IResponseBody body,
        IAsyncEnumerator<SpeechPiece> samples,
        AudioOutput audio,
        SpeechClock clock,
        SpeechAccount account)
    {
        body.Start();
        audio.Start(body.Writer, null);
        do
        {
            clock.Add(samples.Current.Samples.Length);
            account.Chunk = samples.Current.Chunk;
            await audio.WriteAsync(samples.Current.Samples, body.Writer, context.RequestAborted);

            // Waits while the client's side of the connection is full: that is what pauses this request.
            await body.FlushAsync(context.RequestAborted);
        }
        while (await samples.MoveNextAsync());

        await audio.FinishAsync(body.Writer, context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);

        // All audio is out; the end of the answer waits until its record is on the disk.
        await account.DoneAsync();
        await body.CompleteAsync(clock.Figures, context.RequestAborted);
    }

    private static async Task SendWholeAsync(
        HttpContext context, IAsyncEnumerator<SpeechPiece> samples, AudioOutput audio, SpeechClock clock, SpeechAccount account)
    {
        ArrayBufferWriter<float> all = new();
        do
        {
            clock.Add(samples.Current.Samples.Length);
            account.Chunk = samples.Current.Chunk;
            all.Write(samples.Current.Samples.Span);
        }
        while (await samples.MoveNextAsync());

        ArrayBufferWriter<byte> body = new();
        audio.Start(body, all.WrittenCount);
        await audio.WriteAsync(all.WrittenMemory, body, context.RequestAborted);
        await audio.FinishAsync(body, context.RequestAborted);
        foreach ((string name, string value) in clock.Figures.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await account.DoneAsync();
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private void Cut(HttpContext context, Exception exception, SpeechClock clock)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(context.TraceIdentifier, clock.AudioSeconds);
            return;
        }

        LogCut(exception, context.TraceIdentifier, clock.AudioSeconds);
        context.Abort();
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    [LoggerMessage(2001, LogLevel.Information, "{RequestId}: {Seconds:F2} s of {Format}, first audio after {FirstMs:F0} ms, done after {TotalMs:F0} ms", EventName = "Spoken")]
    private partial void LogSpoken(string requestId, string format, double seconds, double firstMs, double totalMs);

    [LoggerMessage(2002, LogLevel.Debug, "{RequestId}: the client went away after {Seconds:F2} s of audio", EventName = "ListenerGone")]
    private partial void LogClientGone(string requestId, double seconds);

    [LoggerMessage(2003, LogLevel.Error, "{RequestId}: speech failed after {Seconds:F2} s of audio; the connection is cut", EventName = "SpeechCut")]
    private partial void LogCut(Exception exception, string requestId, double seconds);
}
