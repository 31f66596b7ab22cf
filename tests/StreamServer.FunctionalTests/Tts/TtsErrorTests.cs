using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsErrorTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("not json", "JSON")]
    [InlineData("", "JSON")]
    [InlineData("[1]", "object")]
    [InlineData("{}", "text")]
    [InlineData("""{"text":""}""", "text")]
    [InlineData("""{"text":"   "}""", "text")]
    [InlineData("""{"text":5}""", "text")]
    [InlineData("""{"text":"... !"}""", "text")]
    [InlineData("""{"text":"hi","spaeker":"Mitra"}""", "spaeker")]
    [InlineData("""{"text":"hi","temperature":"warm"}""", "temperature")]
    [InlineData("""{"text":"hi","format":"midi"}""", "format")]
    [InlineData("""{"text":"hi","stream":"yes"}""", "stream")]
    [InlineData("""{"text":"hi","seed":-1}""", "seed")]
    [InlineData("""{"text":"Hello \ud800."}""", "surrogate")]
    public async Task A_bad_request_is_named(string body, string named)
    {
        using HttpResponseMessage response = await server.Client.PostAsync(
            TtsClient.Route, new StringContent(body, Encoding.UTF8, "application/json"));
        JsonElement problem = await response.ProblemAsync(400);
        Assert.Equal("bad_request", problem.GetProperty("code").GetString());
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.GetProperty("request_id").GetString()!);
    }

    [Fact]
    public async Task Every_value_out_of_range_is_named_in_one_answer()
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(
            TtsClient.Route,
            new
            {
                text = new string('a', 10_001),
                speaker = "Nobody",
                stream = 1,
                format = "mp3",
                output = "11khz",
                bitrate = 1,
                temperature = 9,
                top_k = -1,
                top_p = 2,
                repetition_penalty = 0,
                max_tokens = 0,
                seed = -1,
                speed = 5,
                volume = -1,
                chunking = 1,
                normalize = 1,
                normalize_verbose = 1,
                lexicon = 1,
                trim_silence = 1,
                spaeker = "Mitra",
            });
        JsonElement problem = await response.ProblemAsync(400);
        Assert.Equal("bad_request", problem.GetProperty("code").GetString());
        JsonElement errors = problem.GetProperty("errors");
        foreach (string member in new[]
        {
            "text", "speaker", "stream", "output", "bitrate", "temperature", "top_k", "top_p", "repetition_penalty", "max_tokens", "seed",
            "speed", "volume",
            "chunking", "normalize", "normalize_verbose", "lexicon", "trim_silence", "spaeker",
        })
        {
            Assert.True(errors.TryGetProperty(member, out _), member);
        }
    }

    [Fact]
    public async Task Too_few_tokens_to_be_heard_are_the_callers_mistake()
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(
            TtsClient.Route, new { text = "Good morning.", max_tokens = 1 });
        JsonElement problem = await response.ProblemAsync(400);
        Assert.Equal("bad_request", problem.GetProperty("code").GetString());
        Assert.Contains("max_tokens=1", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_speaker_gets_the_list()
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(TtsClient.Route, new { text = "hi", speaker = "Nobody" });
        JsonElement problem = await response.ProblemAsync(400);
        Assert.Equal("unknown_voice", problem.GetProperty("code").GetString());
        Assert.Contains("Mitra", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_100_kB_is_too_large()
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(TtsClient.Route, new { text = new string('a', 100_000) });
        JsonElement problem = await response.ProblemAsync(413);
        Assert.Equal("too_large", problem.GetProperty("code").GetString());
        Assert.Contains("10000", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_hangs_up_frees_its_slot_and_nobody_else_notices()
    {
        string text = string.Join(' ', Enumerable.Repeat("My wallet must have fallen out in the taxi.", 30));
        var other = new { text = "Could you bring me a clean towel, please?", seed = 2 };
        Wav before = await server.Client.SpeakAsync(other);

        using CancellationTokenSource hangUp = new();
        using (HttpResponseMessage response = await server.Client.StartAsync(new { text }, hangUp.Token))
        {
            Stream body = await response.Content.ReadAsStreamAsync(hangUp.Token);
            await body.ReadExactlyAsync(new byte[100]).AsTask().WaitAsync(ServerFixture.Limit);
            await hangUp.CancelAsync();
        }

        Assert.Equal(before.Samples, (await server.Client.SpeakAsync(other)).Samples);
        await EventuallyAsync(async () => (await HealthAsync(server)).GetProperty("slots_used").GetInt32() == 0);
    }

    [Theory]
    [InlineData("tts/model.onnx", true)]
    [InlineData("tts/model.onnx", false)]
    [InlineData("tts/tokenizer.json", true)]
    [InlineData("codec/model.onnx", false)]
    public async Task A_model_file_that_is_missing_or_corrupt_is_said_and_the_server_goes_on(string file, bool isMissing)
    {
        string models = Directory.CreateTempSubdirectory("models-").FullName;
        try
        {
            Copy(Path.Combine(ServerFixture.Root, "models"), models);
            string path = Path.Combine(models, "tiny", file);
            if (isMissing)
            {
                File.Delete(path);
            }
            else
            {
                byte[] bytes = await File.ReadAllBytesAsync(path);
                bytes[bytes.Length / 2] ^= 0xFF;
                await File.WriteAllBytesAsync(path, bytes);
            }

            ServerFixture broken = await ServerFixture.StartAsync(
                new Dictionary<string, string?> { ["MODELS_DIR"] = models }, ready: false);
            try
            {
                await EventuallyAsync(async () => (await HealthAsync(broken)).GetProperty("reason").GetString() != "loading");
                using HttpResponseMessage response = await broken.Client.PostAsJsonAsync(TtsClient.Route, new { text = "hi" });
                JsonElement problem = await response.ProblemAsync(503);
                Assert.Equal("server_not_ready", problem.GetProperty("code").GetString());
                Assert.Contains(Path.GetFileName(file), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
                Assert.True((await broken.Client.GetAsync("/health/live")).IsSuccessStatusCode);
                Assert.Equal(503, (int)(await broken.Client.GetAsync("/health/ready")).StatusCode);
            }
            finally
            {
                await broken.DisposeAsync();
            }
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    private static async Task<JsonElement> HealthAsync(ServerFixture server)
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/v1/tts/health");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
