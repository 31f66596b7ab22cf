using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Tests.Endpoints.Ops.Metrics;

public sealed class PrometheusBridgeTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusBridge _bridge;
    private readonly Meter _meter;

    public PrometheusBridgeTests()
    {
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _bridge = new PrometheusBridge(meters);
        _meter = meters.Create("StreamServer.Test");
    }

    public void Dispose()
    {
        _bridge.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Events_before_the_first_scrape_count_and_a_counter_is_a_counter()
    {
        _meter.CreateCounter<long>("stt.finals", "{transcript}", "Finals told").Add(3);
        string text = await ScrapeAsync();
        Assert.Contains("# TYPE speech_stt_finals_total counter\nspeech_stt_finals_total 3\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP speech_stt_finals_total Finals told\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_has_the_buckets_that_it_advises_and_its_unit_in_its_name()
    {
        Histogram<double> wait = _meter.CreateHistogram(
            "job.wait", "s", "Wait", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
        wait.Record(0.25, new KeyValuePair<string, object?>("kind", "final"));
        wait.Record(1, new KeyValuePair<string, object?>("kind", "final"));
        string text = await ScrapeAsync();
        Assert.Contains("""speech_job_wait_seconds_bucket{kind="final",le="0.5"} 1""", text, StringComparison.Ordinal);
        Assert.Contains("""speech_job_wait_seconds_bucket{kind="final",le="2"} 2""", text, StringComparison.Ordinal);
        Assert.Contains("""speech_job_wait_seconds_sum{kind="final"} 1.25""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gauges_rise_and_fall_and_observed_ones_are_read_at_the_scrape()
    {
        UpDownCounter<int> live = _meter.CreateUpDownCounter<int>("sessions");
        int waiting = 1;
        _meter.CreateObservableGauge("waiting", () => waiting);
        live.Add(5);
        live.Add(-2);
        waiting = 7;
        string text = await ScrapeAsync();
        Assert.Contains("# TYPE speech_sessions gauge\nspeech_sessions 3\n", text, StringComparison.Ordinal);
        Assert.Contains("speech_waiting 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_of_known_labels_exist_before_their_first_event_and_no_others()
    {
        _meter.CreateCounter<long>(
            "refused", null, "Refused", [LabelValues.Closed("half", "a", "b"), LabelValues.Closed("reason", "c", "d")]);
        _meter.CreateHistogram<double>("wait", "s", "Wait", [LabelValues.Closed("kind", "x")]);
        _meter.CreateCounter<long>("limited", null, "Limited", [LabelValues.Open("plan")]).Add(
            2, new KeyValuePair<string, object?>("plan", "pro"));
        string text = await ScrapeAsync();
        foreach (string series in (string[])["half=\"a\",reason=\"c\"", "half=\"a\",reason=\"d\"", "half=\"b\",reason=\"c\""])
        {
            Assert.Contains($"speech_refused_total{{{series}}} 0\n", text, StringComparison.Ordinal);
        }

        Assert.Contains("speech_wait_seconds_count{kind=\"x\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("speech_limited_total{plan=\"pro\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("speech_refused_total 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("speech_limited_total 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_in_the_process_has_figures_of_its_own()
    {
        using ServiceProvider others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using PrometheusBridge other = new(others.GetRequiredService<IMeterFactory>());
        _meter.CreateCounter<long>("mine").Add(1);
        Assert.Contains("speech_mine_total 1", await ScrapeAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("speech_mine_total", await ScrapeAsync(other), StringComparison.Ordinal);
    }

    private Task<string> ScrapeAsync() => ScrapeAsync(_bridge);

    private static async Task<string> ScrapeAsync(PrometheusBridge bridge)
    {
        using MemoryStream text = new();
        await bridge.Registry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
