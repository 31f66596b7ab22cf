using Microsoft.Extensions.Logging;

namespace StreamServer.Testing;

/// <summary>Every line of a server in this process, into <see cref="Written"/>.</summary>
internal sealed class WrittenLog : ILoggerProvider, ILogger
{
    private readonly TextWriter? _file = Written.Open("server.log");

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _file?.WriteLine($"{logLevel} {formatter(state, exception)} {exception}");

    public void Dispose() => _file?.Dispose();
}
