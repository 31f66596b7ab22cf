using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>Debian's Prometheus on a free port, with the rules of deploy/prometheus made impatient, scraping one server.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamserver-prometheus-");
    private readonly HttpClient _client;
    private readonly Process _process;

    private PrometheusProcess(Uri target, string key)
    {
        int port = FreePort();
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Limit };
        string rules = File.ReadAllText(Path.Combine(ServerFixture.Root, "deploy", "prometheus", "alerts.yml"));
        rules = Regex.Replace(rules, @"(?m)^(\s+for:) .*$", "$1 0s").Replace("interval: 15s", "interval: 1s");
        File.WriteAllText(Path.Combine(_folder.FullName, "alerts.yml"), rules);
        File.WriteAllText(Path.Combine(_folder.FullName, "key"), key);
        File.WriteAllText(Path.Combine(_folder.FullName, "prometheus.yml"), $"""
            global:
              scrape_interval: 500ms
              scrape_timeout: 500ms
            rule_files: [alerts.yml]
            scrape_configs:
              - job_name: streamserver
                authorization:
                  credentials_file: key
                static_configs:
                  - targets: ['{target.Authority}']
            """);
        _process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={Path.Combine(_folder.FullName, "prometheus.yml")}",
            $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
            $"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ]))!;
    }

    public static async Task<PrometheusProcess> StartAsync(Uri target, string key)
    {
        PrometheusProcess prometheus = new(target, key);
        try
        {
            await Waiting.UntilAsync(prometheus.IsReadyAsync, "Prometheus");
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>The series that an expression has now, with their values; fails when Prometheus does not understand it.</summary>
    public async Task<IReadOnlyList<(string Labels, double Value)>> QueryAsync(string expression)
    {
        JsonElement data = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. data.GetProperty("result").EnumerateArray().Select(series => (
            series.GetProperty("metric").ToString(),
            double.Parse(series.GetProperty("value")[1].GetString()!.Replace("Inf", "Infinity"), CultureInfo.InvariantCulture)))];
    }

    /// <summary>Every rule, as Prometheus sees it.</summary>
    public async Task<IReadOnlyList<JsonElement>> RulesAsync() =>
    [
        .. (await GetAsync("/api/v1/rules")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray()),
    ];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            using CancellationTokenSource limit = new(Limit);
            await _process.WaitForExitAsync(limit.Token);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{Uri.UnescapeDataString(path)}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data");
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, "Prometheus has ended.");
        try
        {
            return (await _client.GetAsync("/-/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
