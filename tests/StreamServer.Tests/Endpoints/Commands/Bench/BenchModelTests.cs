using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Commands;

namespace StreamServer.Tests.Endpoints.Commands.Bench;

public sealed class BenchModelTests : IDisposable
{
    private readonly ModelsFixture _fixture = new(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)));

    public BenchModelTests() => Directory.CreateSymbolicLink(
        Path.Combine(_fixture.Models, "tiny"), Path.Combine(Repository.Models, "tiny"));

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("tiny-vad", "16 at once")]
    [InlineData("tiny-sense-voice", "4 at once")]
    [InlineData("tiny-spark-tts", "time to first audio")]
    public async Task ABundledModelIsMeasured(string name, string line)
    {
        Assert.Equal(0, await _fixture.RunAsync("bench", name, "--seconds", "0.01"));

        string output = _fixture.Output.ToString();
        Assert.Contains("real-time factor", output, StringComparison.Ordinal);
        Assert.Contains(line, output, StringComparison.Ordinal);
        Assert.Contains("memory:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartOfSpeechIsLeftToTheModelThatNamesIt()
    {
        Assert.Equal(0, await _fixture.RunAsync("bench", "tiny-bicodec"));

        Assert.Contains("not measured alone", _fixture.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "sense-voice", "5", "not ready")]
    [InlineData(2, "tiny-vad", "soon", "--seconds soon")]
    [InlineData(2, "tiny-vad", "0", "--seconds 0")]
    public async Task WhatCannotBeMeasuredIsExplained(int code, string name, string seconds, string word) =>
        Assert.Contains(word, await _fixture.FailAsync(code, "bench", "--seconds", seconds, name), StringComparison.Ordinal);
}
