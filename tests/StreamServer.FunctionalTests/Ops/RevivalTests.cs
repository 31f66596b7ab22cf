using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.FunctionalTests.Stt;
using StreamServer.FunctionalTests.Tts;
using StreamServer.Inference.Runtime;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>A model's thread that dies in a whole server.</summary>
public sealed class RevivalTests
{
    [Theory]
    [InlineData("stt", "stt-engine")]
    [InlineData("tts", "lm-engine")]
    public async Task Its_half_is_red_is_loaded_anew_once_works_again_and_is_counted(string half, string engine)
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["LOG_LEVEL"] = "None" });
        try
        {
            Revival revival = server.Services.GetRequiredService<Revival>();
            IModelPart part = server.Services.GetServices<IModelPart>().Single(part => part.Name == half);
            await using SttClient open = await SttClient.ConnectAsync(server);
            await open.ReceiveAsync("ready");
            revival.Died(part, engine, new InvalidOperationException("The test's."));
            Assert.False(server.Services.GetRequiredService<Readiness>().IsReady);

            await revival.Settled.WaitAsync(ServerFixture.Limit);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("health/ready")).StatusCode);
            await using SttClient client = await SttClient.ConnectAsync(server);
            await client.SendAudioAsync(Recording.Clear.Pcm);
            await client.CloseAsync();
            Assert.Equal(Recording.Clear.Text, client.FinalText());
            Assert.True((await server.Client.SpeakAsync(new { text = "Good morning." })).Seconds > 0.3);
            Assert.Contains(
                $"speech_engine_restarts_total{{engine=\"{engine}\"}} 1",
                await server.Client.GetStringAsync("metrics"),
                StringComparison.Ordinal);

            revival.Died(part, engine, new InvalidOperationException("Again."));
            using HttpResponseMessage live = await server.Client.GetAsync("health/live");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, live.StatusCode);
            Assert.Contains("has died again", await live.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
