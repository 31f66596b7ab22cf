using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>A model that fails at work: what its caller gets, and that nobody else notices.</summary>
public sealed class TtsBrokenModelTests
{
    private const string Text = "Could you bring me a clean towel, please?";
    private const string LongText = "When the rain had stopped at last the children ran out into the garden and looked for boots.";

    [Fact]
    public async Task A_codec_that_throws_is_500_before_the_first_byte_and_others_beside_it_speak()
    {
        await WithServerAsync(models => models.BreakCodec(tokens: 1), async server =>
        {
            Task<Wav>[] others = [.. Enumerable.Range(0, 3)
                .Select(i => server.Client.SpeakAsync(new { text = LongText, seed = i, speaker = "Mitra" }))];
            for (int i = 0; i < 3; i++)
            {
                using HttpResponseMessage response = await server.Client.StartAsync(
                    new { text = Text, seed = i, speaker = BrokenModels.Speaker });
                Assert.Equal("model_failed", (await response.ProblemAsync(500)).GetProperty("code").GetString());
            }

            Assert.All(await Task.WhenAll(others), wav => Assert.InRange(wav.Seconds, 1, 12));
        });
    }

    [Fact]
    public async Task A_codec_that_throws_later_cuts_the_response_so_that_the_client_can_tell()
    {
        await WithServerAsync(models => models.BreakCodec(tokens: 50), async server =>
        {
            using HttpResponseMessage response = await server.Client.StartAsync(
                new { text = LongText, seed = 1, speaker = BrokenModels.Speaker });
            Assert.True(response.IsSuccessStatusCode);
            await using Stream body = await response.Content.ReadAsStreamAsync();
            using MemoryStream received = new();

            // Without the last chunk of the transfer coding.
            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received).WaitAsync(ServerFixture.Limit));
            Assert.True(received.Length > 44, $"{received.Length} bytes.");
            Assert.InRange((await server.Client.SpeakAsync(new { text = LongText, seed = 1, speaker = "Mitra" })).Seconds, 1, 12);
        });
    }

    [Fact]
    public async Task A_language_model_that_throws_is_500_before_the_first_byte_and_others_beside_it_speak()
    {
        await WithServerAsync(models => models.BreakLanguageModel(), async server =>
        {
            var good = new { text = LongText, seed = 3, speaker = "Mitra" };
            Wav alone = await server.Client.SpeakAsync(good);
            Task<Wav>[] others = [.. Enumerable.Range(0, 3).Select(_ => server.Client.SpeakAsync(good))];
            for (int i = 0; i < 3; i++)
            {
                using HttpResponseMessage response = await server.Client.StartAsync(
                    new { text = $"Please {BrokenModels.Word} now.", normalize = false });
                Assert.Equal("model_failed", (await response.ProblemAsync(500)).GetProperty("code").GetString());
            }

            Assert.All(await Task.WhenAll(others), wav => Assert.Equal(alone.Samples, wav.Samples));
            Assert.Equal(0, await SlotsUsedAsync(server));
        });
    }

    [Fact]
    public async Task A_language_model_that_throws_at_a_later_sentence_cuts_the_response()
    {
        await WithServerAsync(models => models.BreakLanguageModel(), async server =>
        {
            using HttpResponseMessage response = await server.Client.StartAsync(
                new { text = $"{Text} Please {BrokenModels.Word} now.", normalize = false });
            Assert.True(response.IsSuccessStatusCode);
            await using Stream body = await response.Content.ReadAsStreamAsync();
            using MemoryStream received = new();
            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received).WaitAsync(ServerFixture.Limit));
            Assert.True(received.Length > 16000, $"{received.Length} bytes: the first sentence was whole.");
            Assert.Equal(0, await SlotsUsedAsync(server));
        });
    }

    [Fact]
    public async Task A_model_that_never_stops_is_stopped_by_the_length_of_its_text()
    {
        await WithServerAsync(models => models.NeverStop(), async server =>
        {
            // At most 8 tokens of 20 ms a character and 64 beside that; the bundled model's maxTokensPerChar.
            Wav wav = await server.Client.SpeakAsync(new { text = "Good morning.", seed = 1, trim_silence = false });
            Assert.Equal(("Good morning.".Length * 8 + 64) * 0.02, wav.Seconds, 0.001);

            Wav asked = await server.Client.SpeakAsync(new { text = "Good morning.", seed = 1, trim_silence = false, max_tokens = 30 });
            Assert.Equal(0.6, asked.Seconds, 0.001);
        });
    }

    private static async Task WithServerAsync(Action<BrokenModels> breakSome, Func<ServerFixture, Task> test)
    {
        using BrokenModels models = new();
        breakSome(models);
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>(models.Settings) { ["LOG_LEVEL"] = "None" });
        try
        {
            await test(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<int> SlotsUsedAsync(ServerFixture server)
    {
        // A slot is free when its row has ended, which the engine publishes at the end of the round.
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        int used;
        while ((used = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health", limit.Token)).RootElement.GetProperty(
            "slots_used").GetInt32()) > 0)
        {
            await Task.Delay(20, limit.Token);
        }

        return used;
    }
}
