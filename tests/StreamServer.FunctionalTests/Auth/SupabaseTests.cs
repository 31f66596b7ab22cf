using System.Net;
using System.Net.Http.Json;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests.Auth;

/// <summary>Whole servers with <c>AUTH_STORE=supabase</c>; the long forms of the outage are <c>./run.sh bench supabase</c>.</summary>
public sealed class SupabaseTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folders = Directory.CreateTempSubdirectory("streamserver-supabase-");
    private readonly List<string> _said = [];
    private SupabaseProject _project = null!;

    public async Task InitializeAsync() => _project = await SupabaseProject.StartAsync();

    public async Task DisposeAsync()
    {
        await _project.DisposeAsync();
        _folders.Delete(recursive: true);
    }

    [Fact]
    public async Task Supabase_gone_under_load_costs_no_known_key_anything_and_loses_no_record()
    {
        OutageResult result = await OutageRun.RunAsync(new OutageOptions(TimeSpan.FromSeconds(5), Kills: 0, Callers: 3), _project, Say);
        Assert.True(result.IsAsPromised, $"{result}\n{string.Join('\n', _said)}");
    }

    [Fact]
    public async Task The_same_with_a_server_that_is_killed_meanwhile()
    {
        OutageResult result = await OutageRun.RunAsync(new OutageOptions(TimeSpan.FromSeconds(1), Kills: 3, Callers: 3), _project, Say);
        Assert.True(result.IsAsPromised, $"{result}\n{string.Join('\n', _said)}");
    }

    [Fact]
    public async Task Two_servers_hold_one_daily_quota_to_the_unit()
    {
        string key = await _project.CreateKeyAsync("""{"characters_per_day":400}""");
        ServerFixture[] servers = [await StartAsync("one"), await StartAsync("other")];
        long spoken = 0;
        using CancellationTokenSource limit = new(3 * ServerFixture.Limit);
        try
        {
            await Task.WhenAll(servers.SelectMany((server, index) => Enumerable.Range(0, 2).Select(async caller =>
            {
                Random random = new((index * 10) + caller);
                bool isRefused = false;

                // Until all is spoken, and a little longer.
                for (int after = 0; after < 10;)
                {
                    limit.Token.ThrowIfCancellationRequested();
                    string text = new('a', isRefused ? 1 : random.Next(1, 12));
                    HttpStatusCode status = await SpeakAsync(server, key, text);
                    Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{status}");
                    isRefused = status != HttpStatusCode.OK;
                    after += isRefused && Interlocked.Read(ref spoken) >= 400 ? 1 : 0;
                    Interlocked.Add(ref spoken, isRefused ? 0 : text.Length);
                    await Task.Delay(isRefused ? 50 : 0);
                }
            })));
        }
        finally
        {
            foreach (ServerFixture server in servers)
            {
                await server.StopAsync();
                await server.DisposeAsync();
            }
        }

        Assert.Equal(400, spoken);
        Assert.Equal(400, await _project.Database.ScalarAsync<long>("select sum(characters)::bigint from usage_events"));
        Assert.Equal(400, await _project.Database.ScalarAsync<long>(
            "select sum(taken)::bigint from rate_counters where meter = 'characters_day'"));
    }

    private static async Task<HttpStatusCode> SpeakAsync(ServerFixture server, string key, string text)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/tts/generate")
        {
            Content = JsonContent.Create(new { text, format = "pcm" }),
            Headers = { { "X-API-Key", key } },
        };
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }

    // Longer than a busy machine stands still: what is tried here is no outage.
    private Task<ServerFixture> StartAsync(string name) => ServerFixture.StartAsync(
        _project.Settings(Path.Combine(_folders.FullName, name)).Append(("SUPABASE_TIMEOUT_SECONDS", "60"))
            .ToDictionary(setting => setting.Item1, setting => setting.Item2));

    private void Say(string line)
    {
        lock (_said)
        {
            _said.Add(line);
        }
    }
}
