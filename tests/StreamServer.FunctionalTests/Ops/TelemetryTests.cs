using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamServer.FunctionalTests.Stt;

namespace StreamServer.FunctionalTests.Ops;

public sealed partial class TelemetryTests
{
    private const string Caller = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";

    private readonly ConcurrentQueue<string> _output = new();
    private string _difference = "";

    /// <summary>A process of its own: OpenTelemetry's SDK listens to every meter of its process.</summary>
    [Fact]
    public async Task Traces_metrics_and_log_lines_tell_the_same_calls_and_no_text()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-telemetry-");
        string traceparent;
        string key;
        await using (ServerProcess server = await ServerProcess.StartAsync(
            _output,
            ("AUTH_MODE", "required"),
            ("DATA_DIR", folder.FullName),
            ("LOG_LEVEL", "Information"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500")))
        {
            key = KeyLine().Match(string.Join('\n', _output)).Value;
            using HttpClient client = new() { BaseAddress = server.Url, Timeout = ServerFixture.Limit };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            traceparent = await SpeakAsync(client);
            Uri socket = new($"ws://{server.Url.Authority}/ws/stt?api_key={key}");
            await using (SttClient hearing = await SttClient.ConnectAsync(socket))
            {
                await hearing.SendAudioAsync(Recording.Clear.Pcm);
                await hearing.CloseAsync();
            }

            await Waiting.UntilAsync(
                async () => await IsSameAsync(client, collector), () => $"That both tell the same ({_difference})");
        }

        OtlpSpan speech = collector.Spans.Single(span => span.Name == "POST /v1/tts/generate");
        Assert.Equal(["normalise", "queue", "prefill", "first_token", "first_window", "encode"], speech.Events);
        Assert.Equal((Caller, CallersSpan), (speech.Trace, speech.Parent));
        Assert.Equal($"00-{Caller}-{speech.Id}-01", traceparent);
        Assert.Contains("http.route=/v1/tts/generate", speech.Labels, StringComparison.Ordinal);
        Assert.Single(collector.Spans, span => span.Name == "GET /ws/stt");

        CheckLog(traceparent, key);
        folder.Delete(recursive: true);
    }

    private void CheckLog(string traceparent, string key)
    {
        JsonElement[] lines = [.. _output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement spoken = StateOf(2001);
        Assert.Equal(traceparent, spoken.GetProperty("Trace").GetString());
        Assert.Equal(key[..17], spoken.GetProperty("Key").GetString());
        Assert.Equal("the-request-7", spoken.GetProperty("RequestId").GetString());
        Assert.True(spoken.GetProperty("Seconds").GetDouble() > 0);
        Assert.Contains("first_window;dur=", spoken.GetProperty("Stages").GetString(), StringComparison.Ordinal);

        JsonElement heard = StateOf(1000);
        Assert.Equal(1, heard.GetProperty("Finals").GetInt32());
        Assert.Equal(key[..17], heard.GetProperty("Key").GetString());
        Assert.StartsWith("00-", heard.GetProperty("Trace").GetString());
        Assert.True(heard.GetProperty("RequestId").GetString()!.Length > 10);

        string all = string.Join('\n', _output.Where(line => line.StartsWith('{')));
        foreach (string secret in (string[])[key[17..], "Good morning", Recording.Clear.Text])
        {
            Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase);
        }

        JsonElement StateOf(int id) => Assert.Single(lines, line => line.GetProperty("EventId").GetInt32() == id).GetProperty("State");
    }

    /// <returns>The span that the answer names.</returns>
    private static async Task<string> SpeakAsync(HttpClient client)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tts/generate")
        {
            Content = JsonContent.Create(new { text = "Good morning.", stream = false }),
            Headers = { { "traceparent", $"00-{Caller}-{CallersSpan}-01" }, { "X-Request-Id", "the-request-7" } },
        };
        using HttpResponseMessage answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        Assert.Matches(@"^normalise;dur=[\d.]+, .*encode;dur=[\d.]+$", answer.Headers.GetValues("Server-Timing").Single());
        return answer.Headers.GetValues("traceparent").Single();
    }

    /// <summary>A scrape counts itself: what it told is looked for in the reports after it.</summary>
    private async Task<bool> IsSameAsync(HttpClient client, OtlpCollector collector)
    {
        string scrape = await client.GetStringAsync("/metrics");
        for (int look = 0; look < 60; look++)
        {
            if (Same(scrape, collector) >= 30)
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    /// <returns>Series of ours that both have with the same value; 0 when one differs.</returns>
    private int Same(string scrape, OtlpCollector collector)
    {
        Dictionary<string, double> told = [];
        foreach ((string series, double value) in collector.Values)
        {
            told[series.Replace('.', '_')] = value;
        }

        int same = 0;
        foreach (Match line in Sample().Matches(scrape))
        {
            string labels = string.Join(',', line.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(label => label.Replace("\"", "", StringComparison.Ordinal).Replace('.', '_')).Order(StringComparer.Ordinal));
            if (line.Groups[1].Value.EndsWith("_bucket", StringComparison.Ordinal)
                || line.Groups[1].Value.EndsWith("_sum", StringComparison.Ordinal))
            {
                continue;
            }

            double value = double.Parse(line.Groups[3].Value, CultureInfo.InvariantCulture);
            string name = Ending().Replace(line.Groups[1].Value, "");
            if (told.TryGetValue($"{name}{{{labels}}}", out double other))
            {
                if (Math.Abs(other - value) > 1e-9)
                {
                    _difference = $"{line.Value}, but {other}";
                    return 0;
                }

                same++;
            }
            else if (value != 0)
            {
                _difference = $"{line.Value}, but nothing";
                return 0;
            }
        }

        return same;
    }

    [GeneratedRegex(@"^speech_(\w+?)(?:\{(.*)\})? (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"spk_live_\w{8}_[\w-]{43}")]
    private static partial Regex KeyLine();

    [GeneratedRegex("(_seconds)?(_total|_count)?$")]
    private static partial Regex Ending();
}
