using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Models.Manifest;
using Xunit.Abstractions;

namespace StreamServer.Tests.Stt.Sessions;

/// <summary>
/// Word errors of the bundled model on the sixteen recorded sentences, by the shape of the audio. Bounds are 20 %, or one word, over what
/// <c>./run.sh bench accuracy</c> measured.
/// </summary>
public sealed class AccuracyTests(AccuracyTests.Server server, ITestOutputHelper output) : IClassFixture<AccuracyTests.Server>
{
    [Theory]
    [InlineData("clean", 0.0245)]
    [InlineData("noise 20 dB", 0.0407)]
    [InlineData("noise 10 dB", 0.0976)]
    [InlineData("8 kHz mulaw", 0.0326)]
    [InlineData("48 kHz stereo", 0.0245)]
    [InlineData("opus 24 kbit/s", 0.0245)]
    public async Task Word_errors_stay_below_the_bound(string shape, double bound)
    {
        (int errors, int words) = await AccuracyRun.RunAsync(
            server.Speech, AudioShape.Of(shape), TestSpeech.Names.Select(name => (TestSpeech.Text(name), TestSpeech.Samples(name))));

        output.WriteLine($"{shape}: {errors} of {words} words, {100.0 * errors / words:F1} %");
        Assert.True(errors <= bound * words, $"{shape}: {errors} of {words} words are wrong ({100.0 * errors / words:F1} %).");
    }

    /// <summary>The models, loaded once.</summary>
    public sealed class Server : IDisposable
    {
        public Server() => Speech.Load(default);

        internal SpeechToText Speech { get; } = new(
            new SttOptions(),
            ModelManifest.Load(Repository.Models),
            new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }),
            new Readiness(),
            new Revival(new Readiness(), new EngineMetrics(new TestMeters()), NullLogger<Revival>.Instance),
            new TestMeters().MakeStt(),
            TimeProvider.System,
            NullLogger<SpeechToText>.Instance);

        public void Dispose() => Speech.Dispose();
    }
}
