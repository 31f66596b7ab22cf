namespace StreamServer.Models.Commands;

/// <summary>Ctrl-C as a cancellation: the first asks, a second one ends the process at once.</summary>
internal sealed class ConsoleInterrupt : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();

    public ConsoleInterrupt() => Console.CancelKeyPress += Interrupt;

    public CancellationToken Token => _interrupted.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Interrupt;
        _interrupted.Dispose();
    }

    private void Interrupt(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_interrupted.IsCancellationRequested;
        _interrupted.Cancel();
    }
}
