using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.FunctionalTests.Stt;

namespace StreamServer.FunctionalTests.Auth;

public sealed class MeteringTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    private const string Sentence = "Good morning to you all.";

    private UsageLedger Ledger => server.Server.Services.GetRequiredService<UsageLedger>();

    [Theory]
    [InlineData("/v1/tts/generate", true)]
    [InlineData("/v1/tts/generate", false)]
    [InlineData("/v1/audio/speech", true)]
    public async Task Speech_is_on_record_when_its_answer_has_ended(string path, bool stream)
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "speaks", CharactersPerDay = 1_000, Credits = 10 });
        object body = path.Contains("audio", StringComparison.Ordinal)
            ? new { input = Sentence, voice = "alloy", response_format = "wav" }
            : new { text = Sentence, stream };
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, path, key.Text, JsonContent.Create(body));
        byte[] audio = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(audio));

        UsageRecord record = Ledger.Newest(key.Key.Id, 10).Single();
        Assert.Equal((UsageKind.Tts, UsageOutcome.Ok, (long)Sentence.Length), (record.Kind, record.Outcome, record.Characters));
        Assert.Equal(Sentence.Length * 1_000L, record.MicroCredits);
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), record.RequestId);
        Assert.Equal("tiny-spark-tts", record.Model);
        Assert.InRange(record.AudioMs, 500, 6_000);
        Assert.InRange(record.LatencyMs!.Value, 1, 30_000);
        JsonElement usage = await UsageAsync(key);
        Assert.Equal(Sentence.Length, usage.GetProperty("days")[0].GetProperty("characters").GetInt64());
        Assert.Equal(10 - (Sentence.Length / 1000m), usage.GetProperty("credits_remaining").GetDecimal());
    }

    [Fact]
    public async Task Speech_that_would_overdraw_is_refused_before_it_begins()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "poor", CharactersPerDay = 30 });
        using HttpResponseMessage spoken = await SpeakAsync(key, Sentence);
        Assert.NotEmpty(await spoken.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage refused = await SpeakAsync(key, Sentence);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 86_400);
        string problem = await refused.Content.ReadAsStringAsync();
        Assert.Contains("characters-day", problem, StringComparison.Ordinal);
        Assert.Single(Ledger.Newest(key.Key.Id, 10));
        Assert.Equal(HttpStatusCode.OK, (await SpeakAsync(key, "Good.")).StatusCode);
    }

    [Fact]
    public async Task Speech_that_its_listener_leaves_costs_what_was_spoken()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "leaves", CharactersPerDay = 5_000, Credits = 10 });
        string text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 40));
        using (HttpResponseMessage answer = await SpeakAsync(key, text))
        {
            await using Stream audio = await answer.Content.ReadAsStreamAsync();
            await audio.ReadExactlyAsync(new byte[20_000]);
        }

        UsageRecord record = await WaitForRecordAsync(key);
        Assert.Equal(UsageOutcome.Cancelled, record.Outcome);
        Assert.InRange(record.Characters, 1, text.Length - 100);
        Assert.Equal(record.Characters * 1_000L, record.MicroCredits);
        JsonElement limit = (await UsageAsync(key)).GetProperty("limits").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "characters-day");
        Assert.Equal(5_000 - record.Characters, limit.GetProperty("remaining").GetInt64());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Speech_whose_key_ends_meanwhile_is_cut_and_never_looks_whole(bool isStreamed, bool isRevoked)
    {
        Plan plan = new() { Id = "ended", CharactersPerDay = 50_000, Credits = 100 };
        await server.Office.SavePlanAsync(plan, CancellationToken.None);
        DateTimeOffset? expires = isRevoked ? null : server.Time.GetUtcNow().AddMinutes(5);
        IssuedKey key = await server.Office.CreateAsync(new KeyWish("n", "o", plan.Id, KeyScopes.Tts, expires), CancellationToken.None);
        string text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 100));
        Task<HttpResponseMessage> sending = server.SendAsync(
            HttpMethod.Post, "/v1/tts/generate", key.Text, JsonContent.Create(new { text, stream = isStreamed }));
        if (isStreamed)
        {
            using HttpResponseMessage answer = await sending;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await using Stream audio = await answer.Content.ReadAsStreamAsync();
            await audio.ReadExactlyAsync(new byte[20_000]);
            await EndAsync();
            await Assert.ThrowsAnyAsync<IOException>(() => ReadToEndAsync(audio)).WaitAsync(ServerFixture.Limit);
        }
        else
        {
            await EndAsync();
            using HttpResponseMessage answer = await sending;
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("key_ended", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        UsageRecord record = await WaitForRecordAsync(key);
        Assert.Equal(UsageOutcome.Cancelled, record.Outcome);
        Assert.InRange(record.Characters, isStreamed ? 1 : 0, text.Length - 100);
        Assert.Equal(record.Characters * 1_000L, record.MicroCredits);

        async Task EndAsync()
        {
            await BegunAsync();
            if (isRevoked)
            {
                await server.Office.RevokeAsync(key.Key.Id, CancellationToken.None);
            }
            else
            {
                server.Time.Advance(TimeSpan.FromMinutes(5));
            }
        }

        // Characters are taken when the speech begins.
        async Task BegunAsync()
        {
            using CancellationTokenSource limit = new(ServerFixture.Limit);
            IQuotaStore quotas = server.Server.Services.GetRequiredService<IQuotaStore>();
            while ((await quotas.BalancesAsync(new QuotaAccount(key.Key.Id, plan), limit.Token)).All(balance => balance.Used == 0))
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    [Fact]
    public async Task While_the_disk_is_stuck_all_audio_comes_and_only_the_end_of_the_answer_waits()
    {
        IssuedKey key = await server.KeyAsync();
        await server.GetAsync("/v1/models", key.Text);
        using ManualResetEventSlim disk = new();
        Task<bool> stuck = server.Server.Services.GetRequiredService<AuthDatabase>().WriteAsync(_ => disk.Wait(ServerFixture.Limit));
        using HttpResponseMessage answer = await SpeakAsync(key, Sentence);
        await using Stream audio = await answer.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[65_536];
        int heard = 0;
        while (heard <= 32_000)
        {
            // A second of speech at 16 kHz comes without the disk.
            int count = await audio.ReadAsync(buffer).AsTask().WaitAsync(ServerFixture.Limit);
            Assert.NotEqual(0, count);
            heard += count;
        }

        Task<byte[]> rest = ReadToEndAsync(audio);
        await Task.WhenAny(rest, Task.Delay(TimeSpan.FromSeconds(2)));
        Assert.False(rest.IsCompleted, "The end of the answer came before its record was on the disk.");
        disk.Set();
        await rest.WaitAsync(ServerFixture.Limit);
        Assert.True(await stuck);
        Assert.Equal(UsageOutcome.Ok, Ledger.Newest(key.Key.Id, 1).Single().Outcome);
    }

    [Fact]
    public async Task A_recording_is_charged_by_its_length_and_refused_before_work_when_it_is_too_long()
    {
        Recording recording = Recording.Clear;
        IssuedKey key = await server.KeyAsync(
            new Plan { Id = "hears", AudioSecondsPerDay = (long)Math.Ceiling(recording.Seconds) + 1, Credits = 10 });
        using HttpResponseMessage answer = await HearAsync(key, recording.Pcm);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(recording.Text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        UsageRecord record = Ledger.Newest(key.Key.Id, 10).Single();
        Assert.Equal((UsageKind.Stt, UsageOutcome.Ok), (record.Kind, record.Outcome));
        Assert.Equal(recording.Seconds * 1000, record.AudioMs, 30.0);
        Assert.Equal(record.AudioMs / 60_000.0 * 1_000_000, record.MicroCredits, 2.0);

        using HttpResponseMessage refused = await HearAsync(key, recording.Pcm);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("audio-day", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_unknown_length_stops_at_the_limit()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "short", AudioSecondsPerDay = 2 });
        using MultipartFormDataContent form = new() { { new ByteArrayContent(Wav(30)), "file", "long.wav" } };
        using HttpResponseMessage refused = await server.SendAsync(HttpMethod.Post, "/v1/audio/transcriptions", key.Text, form);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        JsonElement error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("rate_limit_error", error.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("off", 0)]
    [InlineData("hash", 1)]
    [InlineData("full", 1)]
    public async Task Sentences_are_kept_as_far_as_is_said_and_deleted_by_key(string kept, int sentences)
    {
        await using KeyedServer other = await KeyedServer.StartAsync(("USAGE_STORE_TEXT", kept));
        IssuedKey key = await other.KeyAsync();
        JsonContent body = JsonContent.Create(new { text = Sentence });
        using HttpResponseMessage spoken = await other.SendAsync(HttpMethod.Post, "/v1/tts/generate", key.Text, body);
        await spoken.Content.ReadAsByteArrayAsync();
        string dump = string.Concat(Directory.GetFiles(other.DataDir).Select(file => System.Text.Encoding.Latin1.GetString(Shared(file))));
        Assert.Equal(kept == "full", dump.Contains(Sentence, StringComparison.Ordinal));

        string admin = (await other.KeyAsync(KeyScopes.Admin)).Text;
        using HttpResponseMessage deleted = await other.SendAsync(HttpMethod.Delete, $"/v1/admin/keys/{key.Key.Id}/sentences", admin);
        Assert.Equal($$"""{"deleted":{{sentences}}}""", await deleted.Content.ReadAsStringAsync());
    }

    /// <summary>A file that the server has open.</summary>
    private static async Task<byte[]> ReadToEndAsync(Stream audio)
    {
        using MemoryStream all = new();
        await audio.CopyToAsync(all);
        return all.ToArray();
    }

    private static byte[] Shared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Wav(int seconds)
    {
        byte[] pcm = Recording.Silence(seconds);
        using MemoryStream wav = new();
        using BinaryWriter writer = new(wav);
        writer.Write("RIFF"u8);
        writer.Write(36 + pcm.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(16_000);
        writer.Write(32_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(pcm.Length);
        writer.Write(pcm);
        return wav.ToArray();
    }

    private Task<HttpResponseMessage> SpeakAsync(IssuedKey key, string text) =>
        server.SendAsync(HttpMethod.Post, "/v1/tts/generate", key.Text, JsonContent.Create(new { text, stream = true }));

    private Task<HttpResponseMessage> HearAsync(IssuedKey key, byte[] pcm) =>
        server.SendAsync(HttpMethod.Post, "/transcribe_pcm", key.Text, new ByteArrayContent(pcm));

    private async Task<JsonElement> UsageAsync(IssuedKey key) =>
        JsonDocument.Parse(await (await server.GetAsync("/v1/usage", key.Text)).Content.ReadAsStringAsync()).RootElement;

    private async Task<UsageRecord> WaitForRecordAsync(IssuedKey key)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            if (Ledger.Newest(key.Key.Id, 1) is [var record])
            {
                return record;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
