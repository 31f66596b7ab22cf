using System.Net.Http.Json;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>ONNX Runtime's telemetry client writes below the user's cache folder as soon as it is on (docs/decisions/0031).</summary>
public sealed class RuntimePrivacyTests
{
    [Fact]
    public async Task A_server_that_heard_and_spoke_leaves_no_trace_in_the_users_home()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("home-");
        try
        {
            await using (ServerProcess server = await ServerProcess.StartAsync(
                ("HOME", home.FullName), ("XDG_CACHE_HOME", null), ("XDG_DATA_HOME", null), ("XDG_STATE_HOME", null),
                ("XDG_CONFIG_HOME", null),
                ("ORT_DISABLE_TELEMETRY", null), ("INFERENCE_DEVICE", "cpu"),
                ("MODELS_DIR", Path.Combine(ServerFixture.Root, "models"))).WaitAsync(ServerFixture.Limit))
            {
                using HttpClient client = new() { BaseAddress = server.Url, Timeout = ServerFixture.Limit };
                using HttpResponseMessage speech = await client.PostAsJsonAsync("v1/tts/generate", new { text = "Good morning." });
                speech.EnsureSuccessStatusCode();
                using MultipartFormDataContent form =
                    new() { { new ByteArrayContent(await speech.Content.ReadAsByteArrayAsync()), "file", "a.wav" } };
                using HttpResponseMessage text = await client.PostAsync("v1/audio/transcriptions", form);
                text.EnsureSuccessStatusCode();
            }

            Assert.DoesNotContain(
                home.EnumerateFileSystemInfos("*", SearchOption.AllDirectories),
                    entry => entry.FullName.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
            Assert.False(Directory.Exists(Path.Combine(home.FullName, ".cache", "Microsoft")));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
