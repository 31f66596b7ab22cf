using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace StreamServer.Supabase;

/// <summary>Supabase goes and comes back while callers ask a server for speech; then every answer has its usage record, once.</summary>
public sealed class OutageRun : IAsyncDisposable
{
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(60);

    private readonly OutageOptions _options;
    private readonly SupabaseProject _project;
    private readonly Action<string> _say;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamserver-outage-");
    private readonly HttpClient _client = new() { Timeout = RequestLimit };
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentDictionary<int, int> _unknown = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Random _random = new(1);
    private ServerProcess? _server;
    private volatile Uri? _url;
    private volatile bool _isOutage;
    private string? _said;
    private int _duringOutage;
    private int _refused;

    private OutageRun(OutageOptions options, SupabaseProject project, Action<string> say)
    {
        _options = options;
        _project = project;
        _say = line =>
        {
            _said = line;
            say(line);
        };
    }

    /// <param name="options">How long and how often.</param>
    /// <param name="project">Supabase.</param>
    /// <param name="say">Hears how far it is.</param>
    public static async Task<OutageResult> RunAsync(OutageOptions options, SupabaseProject project, Action<string> say)
    {
        await using OutageRun run = new(options, project, say);
        return await run.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _client.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<OutageResult> RunAsync()
    {
        const string Plan = """{"characters_per_day":500000000,"characters_per_month":900000000,"credits":900000000}""";
        string key = await _project.CreateKeyAsync(Plan);
        string unknown = await _project.CreateKeyAsync();
        await StartAsync();
        Task[] callers = [.. Enumerable.Range(0, _options.Callers).Select(_ => CallAsync(key))];
        await UntilAsync(() => _acknowledged.Count >= _options.Callers * 2, "The first answers come.");

        _say("Supabase is gone.");
        await _project.Api.VanishAsync();
        _isOutage = true;
        await BreakAsync(unknown);
        _isOutage = false;
        await _project.Api.StartAsync();
        _say($"Supabase is back; {_acknowledged.Count} answers so far.");

        int before = _acknowledged.Count;
        await UntilAsync(() => _acknowledged.Count > before + _options.Callers, "Answers go on.");
        await _end.CancelAsync();
        await Task.WhenAll(callers);
        return await CompareAsync();
    }

    /// <summary>The outage, with its kills spread over it.</summary>
    private async Task BreakAsync(string unknown)
    {
        DateTime end = DateTime.UtcNow + _options.Outage;
        await TryUnknownAsync(unknown);
        for (int kill = 0; kill < _options.Kills; kill++)
        {
            int before = _acknowledged.Count;
            await UntilAsync(() => _acknowledged.Count > before, "A known key works after the start.");
            await Task.Delay(_random.Next(500));
            _url = null;
            await _server!.KillAsync();
            await _server.DisposeAsync();
            _server = null;
            await StartAsync();
            await TryUnknownAsync(unknown);
            if ((kill + 1) % 10 == 0)
            {
                _say($"{kill + 1} kills, {_acknowledged.Count} answers.");
            }
        }

        while (DateTime.UtcNow < end)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await TryUnknownAsync(unknown);
    }

    private async Task StartAsync()
    {
        _server = await ServerProcess.StartAsync(
            [.. _project.Settings(_folder.FullName), ("MODELS_DIR", Repository.Models), ("USAGE_STORE_TEXT", "hash")]);
        _url = _server.Url;
    }

    private async Task CallAsync(string key)
    {
        while (!_end.IsCancellationRequested)
        {
            Uri? url = _url;
            if (url is null)
            {
                await Task.Delay(20);
                continue;
            }

            string id = Guid.NewGuid().ToString("N");
            bool isOutage = _isOutage;
            try
            {
                using HttpRequestMessage request = Request(url, key);
                request.Headers.Add("X-Request-Id", id);
                using HttpResponseMessage answer = await _client.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                {
                    _acknowledged[id] = true;
                    Interlocked.Add(ref _duringOutage, isOutage && _isOutage ? 1 : 0);
                }
                else if (_url == url)
                {
                    Interlocked.Increment(ref _refused);
                    _say($"A known key was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                    await Task.Delay(200);
                }
            }
            catch (HttpRequestException) when (_url != url)
            {
                // It was killed: whether there is a record nobody knows, and nobody was promised one.
            }
            catch (HttpRequestException exception)
            {
                Interlocked.Increment(ref _refused);
                _say($"A request broke: {exception.Message}");
                await Task.Delay(200);
            }
        }
    }

    private async Task TryUnknownAsync(string unknown)
    {
        using HttpRequestMessage request = Request(_url!, unknown);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        _unknown[(int)answer.StatusCode] = 0;
    }

    private static HttpRequestMessage Request(Uri url, string key) => new(HttpMethod.Post, new Uri(url, "v1/tts/generate"))
    {
        Content = JsonContent.Create(new { text = "Yes.", format = "pcm" }),
        Headers = { { "X-API-Key", key } },
    };

    private async Task<OutageResult> CompareAsync()
    {
        DateTime limit = DateTime.UtcNow + ArrivalLimit;
        HashSet<string> missing;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            missing = [.. _acknowledged.Keys];
            missing.ExceptWith(await _project.Database.ScalarAsync<string[]>("select array_agg(request_id) from usage_events") ?? []);
        }
        while (missing.Count > 0 && DateTime.UtcNow < limit);

        await _server!.DisposeAsync();
        _server = null;
        long twice = await _project.Database.ScalarAsync<long>("select count(*) - count(distinct request_id) from usage_events");
        long uncharged = await _project.Database.ScalarAsync<long>("""
            select (coalesce((select sum(micro_credits) from usage_events), 0)
              + coalesce((select sum(micro_credits) from credit_ledger where kind = 'charge'), 0))::bigint
            """);
        string unknown = string.Join(", ", _unknown.Keys.Order());
        return new OutageResult(
            _acknowledged.Count, _duringOutage, missing.Count, twice, _refused, unknown, uncharged, _options.Kills);
    }

    private async Task UntilAsync(Func<bool> isSo, string what)
    {
        DateTime limit = DateTime.UtcNow + TimeSpan.FromMinutes(1);
        while (!isSo())
        {
            if (DateTime.UtcNow > limit)
            {
                throw new TimeoutException($"Not within a minute: {what} Said last: {_said}");
            }

            await Task.Delay(20);
        }
    }
}
