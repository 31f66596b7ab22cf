using System.Diagnostics;
using StreamServer.Testing.Hostile;

namespace StreamServer.Hostile;

/// <summary>100 kB of FLAC can stand for 16 hours; a recording has a greatest length. The server of these tests hears 300 s.</summary>
[Collection(HostileServer.Collection)]
public sealed class LongRecordingTests(HostileServer server)
{
    [Fact]
    public async Task ARecordingOverTheGreatestLengthIsRefusedWithItsName()
    {
        byte[] days = HostileFlac.Constant(8000, frames: 5000);

        (int status, string body) = await server.TranscribeAsync(days);

        Assert.Equal(413, status);
        Assert.Contains("STT_MAX_RECORDING_SECONDS", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallerThatLeavesFreesTheProcessor()
    {
        using CancellationTokenSource leaving = new(TimeSpan.FromMilliseconds(700));
        byte[] long90 = HostileFlac.Constant(4000, frames: 55);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => server.TranscribeAsync(long90, leaving.Token))));

        // As soon as the server has noticed, nothing works on.
        Stopwatch waited = Stopwatch.StartNew();
        TimeSpan busy;
        do
        {
            TimeSpan before = server.Process.Busy;
            await Task.Delay(500);
            busy = server.Process.Busy - before;
        }
        while (busy > TimeSpan.FromMilliseconds(150) && waited.Elapsed < TimeSpan.FromSeconds(20));

        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
