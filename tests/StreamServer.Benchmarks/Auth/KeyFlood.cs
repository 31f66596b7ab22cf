using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;

namespace StreamServer.Benchmarks.Auth;

/// <summary>A server of its own: right keys alone, then the same beside a flood of wrong ones from the same address.</summary>
internal static class KeyFlood
{
    private const string Pepper = "a pepper for a flood";
    private const int RightPerSecond = 50;
    private const int WarmUpSeconds = 5;

    public static async Task<int> RunAsync(int seconds, int rate, TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-flood-");
        string key = await MakeKeyAsync(folder.FullName);
        await using ServerProcess server = await ServerProcess.StartAsync(
            ("AUTH_MODE", "required"), ("AUTH_PEPPER", Pepper), ("DATA_DIR", folder.FullName));
        using HttpClient client = new() { BaseAddress = server.Url };
        await MeasureAsync(client, key, WarmUpSeconds);
        await FloodAsync(client, rate, WarmUpSeconds, new ConcurrentDictionary<HttpStatusCode, int>());
        double before = server.MemoryMb;
        Percentiles calm = await MeasureAsync(client, key, Math.Max(5, seconds / 2));

        ConcurrentDictionary<HttpStatusCode, int> answers = new();
        Task flooding = FloodAsync(client, rate, seconds, answers);
        Task<Percentiles> measuring = MeasureAsync(client, key, seconds);
        double most = 0;
        while (!flooding.IsCompleted)
        {
            most = Math.Max(most, server.MemoryMb);
            await Task.Delay(500);
        }

        await flooding;
        Percentiles flooded = await measuring;
        string counts = string.Join(", ", answers.OrderBy(one => one.Key).Select(one => $"{(int)one.Key}: {one.Value}"));
        double ratio = flooded.P99 / calm.P99;
        output.WriteLine($"wrong keys: {counts} in {seconds} s");
        output.WriteLine($"right keys alone          p50 {calm.P50:0.00} ms  p99 {calm.P99:0.00} ms");
        output.WriteLine($"right keys in the flood   p50 {flooded.P50:0.00} ms  p99 {flooded.P99:0.00} ms  (ratio of p99 {ratio:0.00})");
        output.WriteLine($"memory of the server      {before:0} MB before, {most:0} MB at most, {server.MemoryMb:0} MB after");
        folder.Delete(recursive: true);
        return answers.Keys.All(status => status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests) ? 0 : 1;
    }

    private static async Task<string> MakeKeyAsync(string folder)
    {
        await using AuthDatabase database = AuthDatabase.Open(Path.Combine(folder, AuthDatabase.FileName));
        KeyOffice office = new(
            new SqliteKeyStore(database), new KeyHasher(System.Text.Encoding.UTF8.GetBytes(Pepper)), TimeProvider.System);
        return (await office.CreateAsync(new KeyWish("flood", "bench", ShippedPlans.Admin, KeyScopes.Tts, null), default)).Text;
    }

    /// <summary>Latencies of right keys, sent at a steady pace.</summary>
    private static async Task<Percentiles> MeasureAsync(HttpClient client, string key, int seconds)
    {
        List<double> latencies = [];
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1.0 / RightPerSecond));
        for (int number = 0; number < seconds * RightPerSecond; number++)
        {
            await pace.WaitForNextTickAsync();
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await SendAsync(client, key);
            answer.EnsureSuccessStatusCode();
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Percentiles.Of(latencies);
    }

    private static async Task FloodAsync(HttpClient client, int rate, int seconds, ConcurrentDictionary<HttpStatusCode, int> answers)
    {
        const int ticksPerSecond = 50;
        ConcurrentBag<Task> calls = [];
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1.0 / ticksPerSecond));
        for (int tick = 0; tick < seconds * ticksPerSecond; tick++)
        {
            await pace.WaitForNextTickAsync();
            for (int call = 0; call < rate / ticksPerSecond; call++)
            {
                calls.Add(CallAsync());
            }
        }

        await Task.WhenAll(calls);

        async Task CallAsync()
        {
            using HttpResponseMessage answer = await SendAsync(client, KeyText.Create(KeyText.NewId()));
            answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, "/v1/tts/health");
        request.Headers.Add("X-API-Key", key);
        return client.SendAsync(request);
    }
}
