using System.Diagnostics;
using System.Globalization;
using StreamServer.Models.Commands;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary>Repeats a piece of work for a while and says what it took.</summary>
/// <param name="limit">How long to repeat; once at least.</param>
/// <param name="time">Clock.</param>
/// <param name="output">Where the figures go.</param>
internal sealed class BenchRun(TimeSpan limit, TimeProvider time, TextWriter output)
{
    private readonly long _memoryBefore = WorkingSet();

    /// <summary>Runs <paramref name="work"/>, which returns the seconds of audio that it made or heard, until the time is up.</summary>
    /// <returns>Processing time divided by audio time.</returns>
    public async Task<double> RepeatAsync(string what, Func<Task<double>> work)
    {
        // The first run allocates and tunes; nobody waits for it twice.
        await work();
        long start = time.GetTimestamp();
        double audio = 0;
        int runs = 0;
        do
        {
            audio += await work();
            runs++;
        }
        while (time.GetElapsedTime(start) < limit);

        double seconds = time.GetElapsedTime(start).TotalSeconds;
        string factor = string.Create(
            CultureInfo.InvariantCulture, $"real-time factor {seconds / audio:0.0000} ({audio / seconds:0.0} times real time)");
        Say($"{what}: {audio:0.0} s of audio in {seconds:0.00} s, {factor}, {runs} runs");
        return seconds / audio;
    }

    /// <summary>Memory that the process has taken since the start.</summary>
    public void SayMemory()
    {
        using Process process = Process.GetCurrentProcess();
        string more = ByteSize.Text(Math.Max(0, WorkingSet() - _memoryBefore));
        Say($"memory: {more} more than before loading, at most {ByteSize.Text(process.PeakWorkingSet64)} in all");
    }

    public void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static long WorkingSet()
    {
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
