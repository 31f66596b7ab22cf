using System.Collections.Concurrent;

namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>The last answers of each model that has answered, for <c>/v1/stats</c>. Thread-safe.</summary>
internal sealed class RecentWork
{
    private readonly ConcurrentDictionary<(string Half, string Model), RecentWindow> _windows = new();

    /// <summary>By half of the server and model, in order of name.</summary>
    public IEnumerable<(string Half, string Model, RecentWindow Window)> Windows =>
        _windows.OrderBy(window => window.Key).Select(window => (window.Key.Half, window.Key.Model, window.Value));

    /// <param name="half"><c>stt</c> or <c>tts</c>.</param>
    /// <param name="model">Name in the manifest.</param>
    /// <param name="latency">Of the final, or of the first audio.</param>
    public void Answered(string half, string model, TimeSpan latency) => Of(half, model).Add(latency.TotalMilliseconds);

    public void Failed(string half, string model) => Of(half, model).Add(double.NaN);

    private RecentWindow Of(string half, string model) => _windows.GetOrAdd((half, model), static _ => new RecentWindow());
}
