using System.Net;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Ops;

public sealed class LoadedMetricsTests(LoadedServer loaded) : IClassFixture<LoadedServer>
{
    /// <summary>Every name that a label may have; each has few values, and none is chosen by a client.</summary>
    private static readonly string[] Known =
    [
        "model", "kind", "engine", "half", "reason", "direction", "outcome", "phase", "state", "stage", "op", "result", "plan", "policy",
        "version", "runtime", "device", "part", "half", "dependency",

        // Of .NET and Kestrel.
        "error_type", "http_request_method", "http_response_status_code", "http_route", "network_protocol_name",
        "network_protocol_version", "network_transport", "network_type", "server_address", "server_port", "url_scheme",
        "gc_heap_generation", "cpu_mode", "tls_protocol_version", "aspnetcore_user_is_authenticated",
    ];

    [Fact]
    public async Task No_label_names_a_key_a_session_a_user_or_a_cloned_voice()
    {
        (string Name, string Value)[] labels = [.. MetricsPage.Labels(await loaded.ScrapeAsync())];
        Assert.True(labels.Length > 100, "The exposition is too short to have shown anything.");
        Assert.Empty(labels.Select(label => label.Name).Except(Known));
        foreach ((string name, string value) in labels)
        {
            Assert.DoesNotContain(loaded.Persons, person => value.Contains(person, StringComparison.OrdinalIgnoreCase));
            Assert.False(value.Contains("stt_", StringComparison.Ordinal), $"{name}={value} is a session.");
            Assert.True(value.Length < 120, $"{name}={value} is long.");
        }
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_blame()
    {
        string said = await Tool.RunAsync("promtool", ServerFixture.Root, await loaded.ScrapeAsync(), "check", "metrics");
        Assert.Equal("", said);
    }

    [Fact]
    public async Task The_page_lists_what_the_server_has()
    {
        var families = MetricsPage.Read(await loaded.ScrapeAsync());
        string page = await File.ReadAllTextAsync(Path.Combine(ServerFixture.Root, "docs", "metrics.md"));
        string own = MetricsPage.Draw(families.Where(family => family.Key.StartsWith("speech_", StringComparison.Ordinal)));
        Assert.True(page.Contains(own, StringComparison.Ordinal), $"docs/metrics.md should have this table:\n\n{own}");
        Assert.DoesNotContain(families.Keys, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_figure_that_an_operator_asks_for_is_there_and_moves()
    {
        string[] moved =
        [
            "speech_stt_sessions_total", "speech_sessions_rejected_total", "speech_stt_first_partial_seconds_count",
            "speech_stt_final_latency_seconds_count", "speech_stt_lag_seconds_count", "speech_model_step_seconds_count",
            "speech_batch_size_count", "speech_batch_padding_ratio_count", "speech_tts_first_audio_seconds_count", "speech_tts_rtf_count",
            "speech_tts_tokens_total", "speech_queue_wait_seconds_count", "speech_audio_seconds_total", "speech_auth_store_seconds_count",
            "speech_auth_cache_lookups_total", "speech_auth_refused_total", "speech_rate_limited_total", "speech_model_load_seconds",
            "speech_device_info", "speech_build_info", "speech_usage_records_total", "speech_usage_characters_total",
            "speech_stt_sessions_capacity", "speech_tts_slots_capacity", "speech_tts_stage_seconds_count", "speech_tts_responses_total",
            "dotnet_process_memory_working_set_bytes", "kestrel_connection_duration_seconds_count", "speech_stt_finals_total",
        ];
        string scrape = "";
        await Waiting.UntilAsync(async () =>
        {
            scrape = await loaded.ScrapeAsync();
            return Sum(scrape, "speech_tts_cancelled_total") > 0 && Sum(scrape, "speech_stt_sessions_active") == 0;
        }, "The end of what was cancelled");
        foreach (string name in moved)
        {
            Assert.True(Sum(scrape, name) > 0, $"{name} has not moved.");
        }

        string[] there =
        [
            "speech_stt_sessions_active", "speech_jobs_dropped_total", "speech_tts_underruns_total", "speech_tts_rows",
            "speech_queue_depth",
            "speech_auth_store_errors_total", "speech_auth_outbox_records", "speech_auth_outbox_age_seconds", "speech_device_fallback",
            "speech_engine_restarts_total", "speech_stt_sessions_shed_total", "kestrel_active_connections",
        ];
        Assert.DoesNotContain(there, name => !scrape.Contains($"\n{name}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stats_tell_the_last_answers_of_each_model_and_whether_they_were_fast_enough()
    {
        using HttpResponseMessage without = await loaded.SendAsync(HttpMethod.Get, "/v1/stats", null);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        using HttpResponseMessage wrong = await loaded.SendAsync(HttpMethod.Get, "/v1/stats?over_ms=soon", loaded.Key);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("over_ms", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach ((int over, double share) in new[] { (1, 1.0), (600_000, 0.0) })
        {
            using HttpResponseMessage answer = await loaded.SendAsync(HttpMethod.Get, $"/v1/stats?over_ms={over}", loaded.Key);
            JsonElement stats = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(100, stats.GetProperty("window").GetInt32());
            JsonElement[] models = [.. stats.GetProperty("models").EnumerateArray()];
            Assert.Equal(["tiny-sense-voice", "tiny-spark-tts"], models.Select(model => model.GetProperty("model").GetString()));
            foreach (JsonElement model in models)
            {
                JsonElement latency = model.GetProperty("latency_ms");
                Assert.True(model.GetProperty("count").GetInt32() > 0);
                Assert.Equal(0, model.GetProperty("error_rate").GetDouble());
                Assert.InRange(latency.GetProperty("p50").GetDouble(), 0.1, latency.GetProperty("p95").GetDouble());
                Assert.InRange(latency.GetProperty("p99").GetDouble(), latency.GetProperty("p95").GetDouble(), 1e6);
                Assert.Equal(latency.GetProperty("p99").GetDouble(), latency.GetProperty("max").GetDouble());
                Assert.InRange(latency.GetProperty("mean").GetDouble(), 0.1, latency.GetProperty("max").GetDouble());
                Assert.Equal(over, model.GetProperty("objective").GetProperty("limit_ms").GetInt32());
                Assert.Equal(share, model.GetProperty("objective").GetProperty("share_over").GetDouble());
            }
        }

        Assert.Contains("/v1/stats", await loaded.Server.Client.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
    }

    private static double Sum(string scrape, string name) => scrape.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
