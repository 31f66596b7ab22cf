namespace StreamServer.FunctionalTests.Ops;

/// <summary>Waits for what comes sooner or later.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task UntilAsync(Func<Task<bool>> isTrue, string what = "The condition") => UntilAsync(isTrue, () => what);

    public static async Task UntilAsync(Func<Task<bool>> isTrue, Func<string> what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await isTrue())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"{what()} did not come true within {Limit}.");
            await Task.Delay(50);
        }
    }
}
