namespace StreamServer.Tests.Stt;

internal static class Waiting
{
    /// <summary>Waits for something that another thread brings about.</summary>
    /// <exception cref="OperationCanceledException">It did not come about.</exception>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!isTrue())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
