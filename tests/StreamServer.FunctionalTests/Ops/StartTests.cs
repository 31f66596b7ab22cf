using System.Net;
using System.Text;
using System.Text.Json;
using StreamServer.Endpoints.Server;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>What a wrong start looks like to the one who started it.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _models = Directory.CreateTempSubdirectory("models").FullName;

    [Fact]
    public void Every_wrong_setting_is_listed_at_once()
    {
        SettingsException exception = Assert.Throws<SettingsException>(() => ServerApp.Build(new Dictionary<string, string?>
        {
            ["PORT"] = "eighty",
            ["DRAIN_SECONDS"] = "-3",
            ["INFERENCE_DEVICE"] = "tpu",
            ["MODELS_DIR"] = _models,
        }));

        Assert.Equal(4, exception.Mistakes.Count);
        foreach (string name in new[] { "PORT='eighty'", "DRAIN_SECONDS=-3", "INFERENCE_DEVICE='tpu'", "MODELS_DIR" })
        {
            Assert.Contains(exception.Mistakes, mistake => mistake.StartsWith(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("stt", "model.onnx", "tts")]
    [InlineData("tts", "model.onnx", "stt")]
    [InlineData("codec", "model.onnx", "stt")]
    public async Task A_missing_model_file_is_named_and_the_other_half_works(string folder, string file, string working)
    {
        CopyModels();
        File.Delete(Path.Combine(_models, "tiny", folder, file));
        await using AsyncServer server = await AsyncServer.StartAsync(_models);
        await server.AssertHalfAsync(working, "is missing");
    }

    [Theory]
    [InlineData("stt", "model.onnx", "tts")]
    [InlineData("tts", "model.onnx", "stt")]
    [InlineData("tts", "tokenizer.json", "stt")]
    public async Task A_corrupt_model_file_is_named_and_the_other_half_works(string folder, string file, string working)
    {
        CopyModels();
        File.WriteAllBytes(Path.Combine(_models, "tiny", folder, file), Encoding.UTF8.GetBytes("not a model"));
        await using AsyncServer server = await AsyncServer.StartAsync(_models);
        await server.AssertHalfAsync(working, file);
    }

    public void Dispose() => Directory.Delete(_models, recursive: true);

    private void CopyModels()
    {
        string source = Path.Combine(ServerFixture.Root, "models");
        foreach (string path in Directory.EnumerateFiles(Path.Combine(source, "tiny"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(source, "manifest.json")))
        {
            string target = Path.Combine(_models, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private sealed class AsyncServer(ServerFixture fixture) : IAsyncDisposable
    {
        public static async Task<AsyncServer> StartAsync(string models)
        {
            ServerFixture fixture = await ServerFixture.StartAsync(
                new Dictionary<string, string?> { ["MODELS_DIR"] = models, ["LOG_LEVEL"] = "None" }, ready: false);
            await fixture.WarmedUpAsync();
            return new AsyncServer(fixture);
        }

        /// <summary>The other half is unready for a reason that names the file; <paramref name="working"/> takes work.</summary>
        public async Task AssertHalfAsync(string working, string reason)
        {
            HttpResponseMessage ready = await fixture.Client.GetAsync("health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            using JsonDocument answer = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
            string broken = working == "stt" ? "tts" : "stt";
            Assert.Contains(reason, answer.RootElement.GetProperty("reasons").GetProperty(broken).GetString()!, StringComparison.Ordinal);

            using StringContent body = new("""{"text":"Hello there.","speaker":"Mitra"}""", Encoding.UTF8, "application/json");
            HttpResponseMessage speech = await fixture.Client.PostAsync("v1/tts/generate", body);
            Assert.Equal(working == "tts" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, speech.StatusCode);

            using System.Net.WebSockets.ClientWebSocket socket = new();
            socket.Options.CollectHttpResponseDetails = true;
            Exception? refused = await Record.ExceptionAsync(
                () => socket.ConnectAsync(fixture.Socket("/ws/stt"), default).WaitAsync(ServerFixture.Limit));
            Assert.Equal(working == "stt", refused is null);
            Assert.Equal(working == "stt" ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.ServiceUnavailable, socket.HttpStatusCode);
        }

        public async ValueTask DisposeAsync() => await fixture.DisposeAsync();
    }
}
