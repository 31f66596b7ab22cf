using System.Globalization;
using StreamServer.Models.Download;

namespace StreamServer.Models.Commands;

/// <summary>
/// Shows a download: on a terminal one line that rewrites itself with a bar, speed and time left; otherwise a plain line for every tenth.
/// </summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal, TimeProvider time, string name) : IProgress<DownloadProgress>
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    // Long enough to be steady, short enough to notice a stall.
    private static readonly TimeSpan SpeedWindow = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Time, long Bytes)> _recent = new();
    private long _lastDrawn;
    private int _lastTenth;
    private int _drawnLength;

    public void Report(DownloadProgress value)
    {
        if (value.Notice is { } notice)
        {
            Line($"{name}: {notice}");
            _recent.Clear();
            return;
        }

        long now = time.GetTimestamp();
        _recent.Enqueue((now, value.Received));
        while (_recent.Count > 2 && time.GetElapsedTime(_recent.Peek().Time, now) > SpeedWindow)
        {
            _recent.Dequeue();
        }

        if (isTerminal)
        {
            if (_lastDrawn == 0 || time.GetElapsedTime(_lastDrawn, now) >= Redraw || value.Received == value.Total)
            {
                _lastDrawn = now;
                Draw(Text(value, now));
            }

            return;
        }

        int tenth = value.Total > 0 ? (int)(value.Received * 10 / value.Total) : 0;
        if (tenth > _lastTenth)
        {
            _lastTenth = tenth;
            output.WriteLine(Text(value, now));
        }
    }

    /// <summary>The last line: size and what the hash says.</summary>
    public void Finish(DownloadResult result, bool hashWasStated)
    {
        string check = hashWasStated ? "SHA-256 matches" : $"no hash stated, SHA-256 is {result.Sha256}";
        Line($"{name}: {ByteSize.Text(result.Bytes)}, {check}{(result.WasThere ? ", was here" : "")}");
    }

    private string Text(DownloadProgress value, long now)
    {
        double speed = Speed(now);
        if (value.Total == 0)
        {
            return $"{name}  {ByteSize.Text(value.Received)}  {ByteSize.Text(speed)}/s";
        }

        double share = (double)value.Received / value.Total;
        int filled = (int)(share * BarWidth);
        string bar = new string('#', filled) + new string('.', BarWidth - filled);
        string left = speed > 0 ? Duration((value.Total - value.Received) / speed) : "?";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}  [{bar}] {share * 100:0} %  {ByteSize.Text(value.Received)} of {ByteSize.Text(value.Total)}")
            + $"  {ByteSize.Text(speed)}/s  {left} left";
    }

    private double Speed(long now)
    {
        (long start, long bytes) = _recent.Peek();
        double seconds = time.GetElapsedTime(start, now).TotalSeconds;
        return seconds > 0 ? (_recent.Last().Bytes - bytes) / seconds : 0;
    }

    private static string Duration(double seconds)
    {
        TimeSpan span = TimeSpan.FromSeconds(Math.Min(seconds, 359_999));
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span:mm\\:ss}")
            : span.ToString("m\\:ss", CultureInfo.InvariantCulture);
    }

    private void Draw(string text)
    {
        output.Write('\r');
        output.Write(text.PadRight(_drawnLength));
        output.Flush();
        _drawnLength = text.Length;
    }

    private void Line(string text)
    {
        if (_drawnLength > 0)
        {
            output.Write('\r');
            output.WriteLine(text.PadRight(_drawnLength));
            _drawnLength = 0;
        }
        else
        {
            output.WriteLine(text);
        }
    }
}
