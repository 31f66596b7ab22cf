using System.Net;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>Meetings of participants who send nothing while they are silent, as voice chats do.</summary>
public sealed class MeetingClientTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Recording Spoken = Recording.Clear;

    [Fact]
    public async Task Who_speaks_after_seconds_of_nothing_is_written_down_at_that_time()
    {
        const string Meeting = "voice-chat-1";
        await using SttClient anna = await SttClient.ConnectAsync(server, $"/ws/stt?meeting={Meeting}&participant=Anna");
        await using SttClient ben = await SttClient.ConnectAsync(server, $"/ws/stt?meeting={Meeting}&participant=Ben");
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();

        await anna.SendAudioAsync(Spoken.Pcm);
        await anna.ReceiveFinalAsync();
        await Task.Delay(TimeSpan.FromSeconds(6) - time.GetElapsedTime(start) is { Ticks: > 0 } left ? left : TimeSpan.Zero);
        double spoke = time.GetElapsedTime(start).TotalSeconds;
        await ben.SendAudioAsync(Spoken.Pcm);
        await ben.ReceiveFinalAsync();
        double again = time.GetElapsedTime(start).TotalSeconds;
        await anna.SendAudioAsync(Spoken.Pcm);
        await anna.ReceiveFinalAsync();

        JsonElement[] entries = await EntriesAsync(Meeting, "?format=json", null);
        Assert.Equal(["Anna", "Ben", "Anna"], entries.Select(entry => entry.GetProperty("participant_id").GetString()));
        double[] times = [.. entries.Select(entry => entry.GetProperty("timestamp").GetDouble())];

        // Half a second is what lies before the first word; on a busy machine a message may come late, and never early.
        Assert.InRange(times[0], 0, spoke);
        Assert.InRange(times[1], spoke - 0.5, again);
        Assert.True(times[2] >= again - 0.5, $"{times[2]} is before {again}");
        Assert.All(entries, entry => Assert.InRange(entry.GetProperty("confidence").GetDouble(), 0.5, 1));
        Assert.All(entries, entry => Assert.Equal(Spoken.Text, entry.GetProperty("text").GetString()));
        Assert.Equal(
            entries.Select(entry => entry.ToString()),
            (await EntriesAsync(Meeting, "", "application/json")).Select(entry => entry.ToString()));
    }

    [Fact]
    public async Task Entries_come_live_as_events_first_those_that_were_there()
    {
        const string Meeting = "voice-chat-2";
        await using SttClient anna = await SttClient.ConnectAsync(server, $"/ws/stt/Anna?meeting={Meeting}");
        await SayAsync(anna);
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/sessions/{Meeting}/transcript");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Anna", (await NextAsync(events, limit.Token)).GetProperty("participant_id").GetString());

        await SayAsync(anna);
        JsonElement second = await NextAsync(events, limit.Token);
        Assert.Equal(Spoken.Text, second.GetProperty("text").GetString());
        Assert.True(second.GetProperty("timestamp").GetDouble() > 0);

        static async Task SayAsync(SttClient client)
        {
            await client.SendAudioAsync(Spoken.Pcm);
            await client.SendTextAsync("""{"type":"final"}""");
            await client.ReceiveAsync("final");
        }
    }

    [Fact]
    public async Task Another_format_is_refused_by_name()
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/v1/sessions/any/transcript?format=xml");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("text, json or sse", await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> NextAsync(StreamReader events, CancellationToken cancellation)
    {
        while (await events.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonDocument.Parse(line["data: ".Length..]).RootElement;
            }
        }

        throw new InvalidOperationException("The stream of events has ended.");
    }

    private async Task<JsonElement[]> EntriesAsync(string meeting, string query, string? accept)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/sessions/{meeting}/transcript{query}");
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request);
        return [.. JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.EnumerateArray()];
    }
}
