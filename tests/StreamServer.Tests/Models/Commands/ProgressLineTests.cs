using StreamServer.Models.Commands;
using StreamServer.Models.Download;

namespace StreamServer.Tests.Models.Commands;

public sealed class ProgressLineTests
{
    private readonly Clock _clock = new();
    private readonly StringWriter _output = new();

    [Fact]
    public void WithoutATerminalEveryTenthIsALine()
    {
        ProgressLine line = new(_output, isTerminal: false, _clock, "m.onnx");
        for (int received = 0; received <= 1000; received += 10)
        {
            line.Report(new("m.onnx", received, 1000));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        string[] lines = Lines();
        Assert.Equal(10, lines.Length);
        Assert.Contains("10 %", lines[0], StringComparison.Ordinal);
        Assert.Contains("100 B/s", lines[4], StringComparison.Ordinal);
        Assert.Contains("0:05 left", lines[4], StringComparison.Ordinal);
        Assert.DoesNotContain('\r', _output.ToString());
    }

    [Fact]
    public void OnATerminalOneLineIsRewritten()
    {
        ProgressLine line = new(_output, isTerminal: true, _clock, "m.onnx");
        line.Report(new("m.onnx", 0, 1_000_000));
        _clock.Advance(TimeSpan.FromSeconds(2));
        line.Report(new("m.onnx", 500_000, 1_000_000));
        line.Finish(new DownloadResult(1_000_000, "ab12", WasThere: false), hashWasStated: true);

        string[] drawn = _output.ToString().Split('\r');
        Assert.Contains("[............]".Replace(".", "..", StringComparison.Ordinal), drawn[1], StringComparison.Ordinal);
        Assert.Contains("[############............] 50 %  500 kB of 1.00 MB  250 kB/s  0:02 left", drawn[2], StringComparison.Ordinal);
        Assert.StartsWith("m.onnx: 1.00 MB, SHA-256 matches", drawn[3], StringComparison.Ordinal);
        Assert.Equal(drawn[2].Length, drawn[3].TrimEnd('\n').Length);
    }

    [Fact]
    public void ANoticeStandsOnALineOfItsOwn()
    {
        ProgressLine line = new(_output, isTerminal: false, _clock, "m.onnx");

        line.Report(new("m.onnx", 5, 1000, "the connection broke; trying again in 1 s"));

        Assert.Equal("m.onnx: the connection broke; trying again in 1 s", Assert.Single(Lines()));
    }

    [Fact]
    public void AnUnstatedHashIsShown()
    {
        new ProgressLine(_output, isTerminal: false, _clock, "m.onnx")
            .Finish(new DownloadResult(3, "ab12", WasThere: true), hashWasStated: false);

        Assert.Equal("m.onnx: 3 B, no hash stated, SHA-256 is ab12, was here", Assert.Single(Lines()));
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Clock : TimeProvider
    {
        private long _ticks = 1;

        public override long GetTimestamp() => _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
