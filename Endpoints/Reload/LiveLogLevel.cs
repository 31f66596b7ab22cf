using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace StreamServer.Endpoints.Reload;

/// <summary>The least severe log lines to print, which may change while the server runs. Thread-safe.</summary>
internal sealed class LiveLogLevel(LogLevel level) : IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private CancellationTokenSource _changed = new();
    private volatile LogLevel _level = level;

    public string? Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    public void Set(LogLevel level)
    {
        _level = level;
        Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
    }

    /// <summary>Lines of the framework below warnings are none of the operator's business.</summary>
    public void Apply(LoggerFilterOptions filters)
    {
        LogLevel level = _level;
        filters.MinLevel = level;
        filters.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
    }
}
