using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.FunctionalTests.Stt;
using StreamServer.FunctionalTests.Tts;

namespace StreamServer.FunctionalTests.Auth;

public sealed class SocketTermsTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    private UsageLedger Ledger => server.Server.Services.GetRequiredService<UsageLedger>();

    [Fact]
    public async Task A_speaker_is_told_his_limits_warned_before_the_end_and_hears_his_final_before_4429()
    {
        Recording recording = Recording.Clear;
        double seconds = Math.Ceiling(recording.Seconds);
        IssuedKey key = await server.KeyAsync(new Plan { Id = "capped", AudioSecondsPerDay = (long)seconds, Credits = 50 });
        await using SttClient client = await SttClient.ConnectAsync(server.Server, $"/ws/stt?token={key.Text}");
        JsonElement ready = await client.ReceiveAsync("ready");
        JsonElement quota = ready.GetProperty("quotas").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "audio-day");
        Assert.Equal(((long)seconds, "audio-seconds"), (quota.GetProperty("limit").GetInt64(), quota.GetProperty("unit").GetString()));

        await client.SendAudioAsync(recording.Pcm);
        await client.SendAudioAsync(Recording.Silence(seconds));
        await client.ReadToEndAsync();

        List<string?> types = [.. client.Messages.Select(SttClient.TypeOf)];
        JsonElement warning = client.Messages[types.IndexOf("warning")];
        Assert.Equal("quota_low", warning.GetProperty("code").GetString());
        Assert.Equal(recording.Text, client.FinalText());
        Assert.Equal(("limit_reached", 4429), (client.Error.GetProperty("code").GetString(), (int)client.CloseStatus!));
        Assert.True(types.IndexOf("warning") < types.IndexOf("error"));
        Assert.True(types.FindLastIndex(type => type == "transcript") < types.IndexOf("error"));

        IReadOnlyList<UsageRecord> records = Ledger.Newest(key.Key.Id, 10);
        Assert.InRange(records.Sum(record => record.AudioMs), (seconds * 1000) - 1, (seconds * 1000) + 200);
        Assert.Contains(records, record => record.Outcome == UsageOutcome.Ok && record.LatencyMs is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_ends_in_mid_stream_ends_the_stream_with_its_final_and_1008(bool isRevoked)
    {
        await server.Office.SavePlanAsync(new Plan { Id = "ends" }, CancellationToken.None);
        DateTimeOffset? expires = isRevoked ? null : server.Time.GetUtcNow().AddMinutes(5);
        IssuedKey key = await server.Office.CreateAsync(new KeyWish("n", "o", "ends", KeyScopes.Stt, expires), CancellationToken.None);
        await using SttClient client = await SttClient.ConnectAsync(server.Server, $"/ws/stt?token={key.Text}");
        await client.ReceiveAsync("ready");
        await client.SendAudioInStepsAsync(Recording.Clear.Pcm);
        if (isRevoked)
        {
            await server.Office.RevokeAsync(key.Key.Id, CancellationToken.None);
        }
        else
        {
            server.Time.Advance(TimeSpan.FromMinutes(5));
        }

        await client.ReadToEndAsync();
        Assert.Equal(Recording.Clear.Text, client.FinalText());
        Assert.Equal(("key_ended", 1008), (client.Error.GetProperty("code").GetString(), (int)client.CloseStatus!));
    }

    [Fact]
    public async Task A_writer_is_warned_hears_what_was_taken_and_then_4429()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "writer", CharactersPerDay = 60 });
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server.Server, $"?api_key={key.Text}");
        await client.SendAsync(new { type = "speak", text = "She teaches music at the village school. " });
        await client.SendAsync(new { type = "flush" });
        await client.SendAsync(new { type = "speak", text = "And so does her brother, on Fridays." });
        List<JsonElement> messages = [];
        while (await client.NextAsync() is { } message)
        {
            messages.Add(message);
        }

        string[] types = [.. messages.Select(message => message.GetProperty("type").GetString()!)];
        Assert.Equal(
            ["warning", "metadata", "flushed", "error"], types.Order(Comparer<string>.Create((left, right) => Place(left) - Place(right))));
        Assert.True(Array.IndexOf(types, "flushed") < Array.IndexOf(types, "error"));
        Assert.Equal(4429, client.CloseCode);
        Assert.True(client.Audio.Length > 32_000);
        UsageRecord record = Ledger.Newest(key.Key.Id, 10).Single();
        Assert.Equal((41L, UsageOutcome.Ok), (record.Characters, record.Outcome));

        static int Place(string type) => Array.IndexOf(["warning", "metadata", "flushed", "error"], type);
    }

    [Fact]
    public async Task What_was_cleared_costs_what_was_spoken_of_it()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "clears", CharactersPerDay = 5_000 });
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server.Server, $"?token={key.Text}");
        string text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 40));
        await client.SendAsync(new { type = "speak", text });
        Task<JsonElement?> next = client.NextAsync();
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (client.Audio.Length == 0)
        {
            await Task.Delay(20, limit.Token);
        }

        await client.SendAsync(new { type = "clear" });
        Assert.Equal("cleared", (await next)!.Value.GetProperty("type").GetString());
        await client.SendAsync(new { type = "close" });
        while (await client.NextAsync() is not null)
        {
        }

        UsageRecord record = Ledger.Newest(key.Key.Id, 10).Single();
        Assert.Equal(UsageOutcome.Cancelled, record.Outcome);
        Assert.InRange(record.Characters, 1, text.Length - 100);
    }

    [Fact]
    public async Task A_meeting_is_read_with_keys_of_its_owner_alone()
    {
        IssuedKey ada = await OwnedAsync("ada");
        IssuedKey other = await OwnedAsync("ada");
        IssuedKey eve = await OwnedAsync("eve");
        await using SttClient client = await SttClient.ConnectAsync(
            server.Server, $"/ws/stt?meeting=board&participant=Ada&token={ada.Text}");
        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.CloseAsync();

        using HttpResponseMessage hers = await server.GetAsync("/v1/sessions/board/transcript", other.Text);
        Assert.Contains(Recording.Clear.Text, await hers.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage none = await server.GetAsync("/v1/sessions/board/transcript", eve.Text);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, none.StatusCode);

        Task<IssuedKey> OwnedAsync(string owner) => server.Office.CreateAsync(
            new KeyWish("n", owner, ShippedPlans.Admin, KeyScopes.Stt, null), CancellationToken.None);
    }

    [Fact]
    public async Task Utterances_have_a_record_each_that_is_written_before_the_client_is_told()
    {
        IssuedKey key = await server.KeyAsync();
        await using SttClient client = await SttClient.ConnectAsync(server.Server, $"/ws/stt?token={key.Text}");
        await client.ReceiveAsync("ready");
        for (int utterance = 1; utterance <= 3; utterance++)
        {
            await client.SendAudioAsync(Recording.Clear.Pcm);
            await client.SendTextAsync("""{"type":"final"}""");
            await client.ReceiveFinalAsync();
            Assert.True(Ledger.Newest(key.Key.Id, 10).Count >= utterance, $"utterance {utterance} has no record");
        }

        await client.CloseAsync();
        Assert.Equal(3 * Recording.Clear.Seconds * 1000, Ledger.Newest(key.Key.Id, 10).Sum(record => record.AudioMs), 60.0);
    }
}
