using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Meetings;

namespace StreamServer.Endpoints.Stt.Meetings;

/// <summary>What the participants of a meeting said: as lines, as JSON, or live.</summary>
internal static class MeetingEndpoint
{
    /// <summary>So that proxies do not take a silent meeting for a dead connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapMeetings(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/sessions/{id}/transcript", HandleAsync)
            .WithSummary("What the participants of a meeting said, merged by time: lines, JSON (format=json) or live (format=sse).");

    /// <summary>A meeting is of the owner whose keys open it: the same name elsewhere is another meeting.</summary>
    public static string NameOf(HttpContext context, string meeting) =>
        context.Caller().Key is { } key ? $"{key.Owner}\n{meeting}" : meeting;

    private static async Task<IResult> HandleAsync(
        string id,
        HttpContext context,
        MeetingTranscripts meetings,
        SttWireOptions options,
        TimeProvider time,
        IHostApplicationLifetime lifetime)
    {
        string format = FormatOf(context);
        if (!meetings.TryFind(NameOf(context, id), out Meeting? meeting))
        {
            throw new StreamException(
                StreamError.NotFound, $"There is no meeting '{id}'. A meeting begins when a socket opens with meeting={id}.", "id");
        }

        switch (format)
        {
            case "sse":
                await FollowAsync(context, meeting, options, time, lifetime.ApplicationStopping);
                return Results.Empty;
            case "json":
                return Results.Json([.. meeting.Read().Select(MeetingEntry.Of)], MeetingJson.Default.IReadOnlyListMeetingEntry);
            default:
                return Results.Text(string.Concat(meeting.Read().Select(line => $"{line}\n")), "text/plain; charset=utf-8");
        }
    }

    private static string FormatOf(HttpContext context)
    {
        string? asked = context.Request.Query.Get("format")?.ToLowerInvariant();
        if (asked is null or "")
        {
            IList<MediaTypeHeaderValue> accepted = context.Request.GetTypedHeaders().Accept;
            return accepted.Any(type => type.MediaType == "text/event-stream") ? "sse"
                : accepted.Any(type => type.MediaType == "application/json") ? "json"
                : "text";
        }

        return asked is "text" or "json" or "sse"
            ? asked
            : throw new StreamException(
                StreamError.ClientBadRequest, $"format='{Quote.Short(asked)}' is not allowed: give text, json or sse.", "format");
    }

    private static async Task FollowAsync(
        HttpContext context, Meeting meeting, SttWireOptions options, TimeProvider time, CancellationToken stopping)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await FlushAsync(":\n\n"u8.ToArray());
            IAsyncEnumerator<MeetingLine> lines = meeting.FollowAsync(ending.Token).GetAsyncEnumerator(ending.Token);
            Task<bool> next = lines.MoveNextAsync().AsTask();
            try
            {
                while (await NextAsync())
                {
                    byte[] entry = JsonSerializer.SerializeToUtf8Bytes(MeetingEntry.Of(lines.Current), MeetingJson.Default.MeetingEntry);
                    await FlushAsync([.. "data: "u8, .. entry, .. "\n\n"u8]);
                    next = lines.MoveNextAsync().AsTask();
                }
            }
            finally
            {
                // It must not be disposed of while it waits.
                await ending.CancelAsync();
                await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await lines.DisposeAsync();
            }

            async Task<bool> NextAsync()
            {
                while (true)
                {
                    try
                    {
                        return await next.WaitAsync(Heartbeat, time);
                    }
                    catch (TimeoutException)
                    {
                        await FlushAsync(":\n\n"u8.ToArray());
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The last lines of a meeting come when its sockets are stopped; who listens has them from the transcript.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }

        async Task FlushAsync(byte[] bytes)
        {
            context.Response.BodyWriter.Write(bytes);
            await SendAsync().WithinAsync(options.SendSeconds, time);
        }

        async ValueTask SendAsync() => await context.Response.BodyWriter.FlushAsync(ending.Token);
    }
}
