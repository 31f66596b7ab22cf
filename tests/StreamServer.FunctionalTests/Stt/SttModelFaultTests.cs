using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>What callers see when the model fails or is not sure.</summary>
public sealed class SttModelFaultTests(OddModels models) : IClassFixture<OddModels>
{
    [Fact]
    public async Task An_utterance_that_the_model_failed_on_twice_comes_from_the_fallback_and_says_so()
    {
        ServerFixture server = await StartAsync("tiny-sense-voice");
        try
        {
            await using SttClient client = await SttClient.ConnectAsync(server);
            Assert.Equal(OddModels.Broken, (await client.ReceiveAsync("ready")).GetProperty("model").GetString());

            await client.SendAudioAsync(Recording.Clear.Pcm);
            await client.SendTextAsync("""{"type":"final"}""");
            JsonElement final = await client.ReceiveFinalAsync();

            Assert.Equal(Recording.Clear.Text, final.GetProperty("text").GetString());
            Assert.Equal("tiny-sense-voice", final.GetProperty("fallback_model").GetString());
            Assert.False(final.TryGetProperty("error", out _));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("/ws/stt/anna", "binary")]
    [InlineData("/ws/stt", "recording")]
    public async Task The_other_dialects_say_that_the_fallback_heard_it(string path, string dialect)
    {
        ServerFixture server = await StartAsync("tiny-sense-voice");
        try
        {
            await using SttClient client = await SttClient.ConnectAsync(server, path);
            JsonElement answer;
            if (dialect == "binary")
            {
                await client.SendAudioAsync(Recording.Clear.Pcm);
                await client.SendTextAsync("""{"type":"final"}""");
                answer = await client.ReceiveAsync("final");
                Assert.True(answer.GetProperty("from_command").GetBoolean());
            }
            else
            {
                await client.SendTextAsync($$"""{"audio":"{{Convert.ToHexString(Recording.Clear.Pcm)}}"}""");
                answer = (await client.ReceiveAsync())!.Value;
            }

            Assert.Equal(Recording.Clear.Text, answer.GetProperty("text").GetString());
            Assert.Equal("tiny-sense-voice", answer.GetProperty("fallback_model").GetString());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_a_fallback_the_final_says_that_it_failed_and_the_session_goes_on()
    {
        ServerFixture server = await StartAsync("");
        try
        {
            await using SttClient client = await SttClient.ConnectAsync(server);

            for (int round = 0; round < 2; round++)
            {
                await client.SendAudioAsync(Recording.Clear.Pcm);
                await client.SendTextAsync("""{"type":"final"}""");
                JsonElement warning = await client.ReceiveAsync("warning");
                JsonElement final = await client.ReceiveFinalAsync();

                Assert.Equal("model_failed", warning.GetProperty("code").GetString());
                Assert.Equal("model_failed", final.GetProperty("error").GetString());
                Assert.Equal("", final.GetProperty("text").GetString());
            }

            await client.CloseAsync();
            Assert.Equal("summary", SttClient.TypeOf(client.Messages[^1]));
            Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Unsure_words_are_corrected_on_demand_and_marked()
    {
        ServerFixture server = await StartAsync("", OddModels.Unsure);
        try
        {
            Assert.Equal(("hello", null), await HearAsync("/ws/stt"));
            Assert.Equal(("hallo", "hello"), await HearAsync("/ws/stt?correct=true&vocabulary=hallo,timer"));
            Assert.Equal(("hello", null), await HearAsync("/ws/stt?correct=true&vocabulary=timer"));

            // The bundled model is sure of these words; they stay, though the vocabulary has others near.
            (string text, string? heard) = await HearAsync("/ws/stt?model=tiny-sense-voice&correct=true&vocabulary=sat,tamer,minutely");
            Assert.Equal((Recording.Clear.Text, null), (text, heard));
        }
        finally
        {
            await server.DisposeAsync();
        }

        async Task<(string Text, string? Heard)> HearAsync(string path)
        {
            await using SttClient client = await SttClient.ConnectAsync(server, path);
            await client.SendAudioAsync(Recording.Clear.Pcm);
            await client.SendTextAsync("""{"type":"final"}""");
            JsonElement final = await client.ReceiveFinalAsync();
            return (
                final.GetProperty("text").GetString()!,
                final.GetProperty("words")[0].TryGetProperty("heard", out JsonElement heard) ? heard.GetString() : null);
        }
    }

    private Task<ServerFixture> StartAsync(string fallback, string model = OddModels.Broken) =>
        ServerFixture.StartAsync(new Dictionary<string, string?>
        {
            ["MODELS_DIR"] = models.Folder,
            ["STT_MODEL"] = model,
            ["STT_EXTRA_MODELS"] = "tiny-sense-voice",
            ["STT_FALLBACK_MODEL"] = fallback,
            ["LOG_LEVEL"] = "Critical",
        });
}
