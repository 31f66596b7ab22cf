using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using StreamServer.FunctionalTests.Stt;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests.Replicas;

/// <summary>Two replicas as processes of their own, behind HAProxy, with one PostgreSQL.</summary>
public sealed class ReplicasTests
{
    private const int Quota = 300;

    [Fact]
    public async Task A_quota_holds_to_the_unit_and_a_replica_that_drains_loses_no_session_that_can_finish()
    {
        DirectoryInfo folders = Directory.CreateTempSubdirectory("streamserver-replicas-");
        await using SupabaseProject project = await SupabaseProject.StartAsync();
        try
        {
            await using ServerProcess one = await StartAsync(project, folders, "one");
            await using ServerProcess two = await StartAsync(project, folders, "two");
            await using HaProxy proxy = await HaProxy.StartAsync(one.Url, two.Url);
            using HttpClient client = new() { BaseAddress = proxy.Url, Timeout = ServerFixture.Limit };

            string limited = await project.CreateKeyAsync($$"""{"characters_per_day":{{Quota}}}""");
            await UseUpAsync(client, limited);
            Assert.Equal(Quota, await project.Database.ScalarAsync<long>(
                "select sum(taken)::bigint from rate_counters where meter = 'characters_day'"));

            // Sessions in the middle of a sentence on both replicas, when one is told to stop.
            string key = await project.CreateKeyAsync();
            byte[] pcm = Recording.Clear.Pcm;
            int half = pcm.Length / 4 * 2;
            SttClient[] sessions = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(_ => SttClient.ConnectAsync(proxy.Socket("/ws/stt"), key)));
            foreach (SttClient session in sessions)
            {
                await session.SendAudioAsync(pcm.AsMemory(0, half));

                // Not a partial: on a busy machine one that is late is dropped, and without more audio no other comes.
                await session.SendTextAsync("""{"type":"marker","id":"half"}""");
                await session.ReceiveAsync("marker");
            }

            await one.SignalAsync("TERM");
            await WaitUntilNotReadyAsync(one);

            // New sessions go to the other one, by the proxy's check or by its second try.
            for (int i = 0; i < 4; i++)
            {
                await using SttClient later = await SttClient.ConnectAsync(proxy.Socket("/ws/stt"), key);
                await later.SendAudioAsync(pcm);
                await later.CloseAsync();
                Assert.Equal(Recording.Clear.Text, later.FinalText());
                Assert.Equal(HttpStatusCode.OK, await SpeakAsync(client, key, "Good morning."));
            }

            foreach (SttClient session in sessions)
            {
                await session.SendAudioAsync(pcm.AsMemory(half));
                await session.SendAudioAsync(Recording.Silence(1));
                await session.SendTextAsync("""{"type":"close"}""");
                await session.ReadToEndAsync();
                Assert.Equal(Recording.Clear.Text, session.FinalText());
                Assert.Equal("summary", SttClient.TypeOf(session.Messages[^1]));
                Assert.True(
                    session.CloseStatus is WebSocketCloseStatus.NormalClosure or (WebSocketCloseStatus)1012, $"{session.CloseStatus}");
                await session.DisposeAsync();
            }

            Assert.InRange(
                sessions.Count(session => session.Messages.Any(message => SttClient.TypeOf(message) == "closing")), 1, sessions.Length - 1);
            Assert.Equal(0, await one.ExitAsync(ServerFixture.Limit));
            Assert.Equal(HttpStatusCode.OK, await SpeakAsync(client, key, "Good morning."));
        }
        finally
        {
            folders.Delete(recursive: true);
        }
    }

    /// <summary>The test pauses in the middle of sentences, which is no end of them.</summary>
    private static Task<ServerProcess> StartAsync(SupabaseProject project, DirectoryInfo folders, string name) => ServerProcess.StartAsync(
        [.. project.Settings(Path.Combine(folders.FullName, name)), ("DRAIN_SECONDS", "300"), ("STT_STALL_MS", "0")]);

    /// <summary>Four callers speak until all of it is used; a lease that lies idle elsewhere comes back within seconds.</summary>
    private static async Task UseUpAsync(HttpClient client, string key)
    {
        int spoken = 0;
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            string text = "aaaaaaaaaa";
            while (Volatile.Read(ref spoken) < Quota)
            {
                HttpStatusCode status = await SpeakAsync(client, key, text);
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{status}");
                if (status == HttpStatusCode.OK)
                {
                    Interlocked.Add(ref spoken, text.Length);
                }
                else
                {
                    text = "a";
                    await Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token);
                }
            }
        }));
        Assert.Equal(Quota, spoken);
        Assert.Equal(HttpStatusCode.TooManyRequests, await SpeakAsync(client, key, "a"));
    }

    private static async Task<HttpStatusCode> SpeakAsync(HttpClient client, string key, string text)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/tts/generate")
        {
            Content = JsonContent.Create(new { text, format = "pcm" }),
            Headers = { { "X-API-Key", key } },
        };
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task WaitUntilNotReadyAsync(ServerProcess server)
    {
        using HttpClient client = new() { BaseAddress = server.Url };
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while ((await client.GetAsync("health/ready", limit.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
