using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>48 kHz with a network of random weights and the real one's shape: what it does is noise, how it is used is what
/// counts.</summary>
public sealed class TtsSuperResolutionTests(ServerFixture plain) : IClassFixture<ServerFixture>, IAsyncLifetime, IDisposable
{
    private const string Model = "small-ap-bwe";

    // Several chunks, and more than one window of the network.
    private const string Text = "The neighbours are painting their fence this weekend. Could you bring me a clean towel, please?";

    private readonly ModelsFolder _models = new();
    private ServerFixture _server = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_models.File(Model));
        TensorBag weights = SmallApBwe.Checkpoint(BandwidthExtender.Bins);

        // Bins from 8 kHz on are raised, so that the network's hand is seen there.
        weights["linear_post_mag.bias"].AsSpan(BandwidthExtender.Bins / 3).Fill(8);
        weights.WriteSafetensors(_models.File("weights"));
        using (SafetensorsFile checkpoint = new(_models.File("weights")))
        {
            ApBweGraph.Write(checkpoint, _models.File($"{Model}/model.onnx"));
        }

        _models.Add(new
        {
            name = Model,
            role = "super-resolution",
            kind = "ap-bwe",
            folder = Model,
            files = new { model = new { path = "model.onnx" }, data = new { path = "model.onnx.data" } },
            sampleRate = 48000,
            licence = "none",
            source = "Random numbers.",
        });
        _server = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["MODELS_DIR"] = _models.Path, ["TTS_SUPER_RESOLUTION_MODEL"] = Model });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task The_answer_says_what_made_48_kHz_and_no_sample_is_lost()
    {
        (Wav narrow, string? none) = await SpeakAsync("16khz", isStreamed: false);
        (Wav middle, string? polyphase) = await SpeakAsync("24khz", isStreamed: false);
        (Wav wide, string? name) = await SpeakAsync("48khz", isStreamed: false);

        Assert.Null(none);
        Assert.Equal("polyphase", polyphase);
        Assert.Equal(Model, name);
        Assert.Equal((narrow.Samples.Length * 3 + 1) / 2, middle.Samples.Length);
        Assert.Equal(narrow.Samples.Length * 3, wide.Samples.Length);

        Wav resampled = await plain.Client.SpeakAsync(new { text = Text, seed = 5, output = "48khz", stream = false });
        Assert.True(ShareOfHigh(wide.Samples) > 3 * ShareOfHigh(resampled.Samples), "The network's band is missing.");
    }

    [Fact]
    public async Task Streamed_and_whole_are_the_same_samples()
    {
        (Wav whole, _) = await SpeakAsync("48khz", isStreamed: false);
        (Wav streamed, string? name) = await SpeakAsync("48khz", isStreamed: true);

        Assert.Equal(Model, name);
        Assert.Equal(whole.Samples, streamed.Samples);
    }

    private async Task<(Wav Audio, string? SuperResolution)> SpeakAsync(string output, bool isStreamed)
    {
        using HttpResponseMessage response = await _server.Client.StartAsync(new { text = Text, seed = 5, output, stream = isStreamed });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Wav wav = Wav.Parse(await response.Content.ReadAsByteArrayAsync().WaitAsync(ServerFixture.Limit));
        return (wav, response.Headers.TryGetValues("X-Super-Resolution", out IEnumerable<string>? values) ? Assert.Single(values) : null);
    }

    /// <summary>How much of the energy the second difference keeps: its gain is 4·sin²(πf/48000), 1 at 8 kHz and next to nothing for
    /// voices.</summary>
    private static double ShareOfHigh(short[] samples)
    {
        double all = 0;
        double high = 0;
        for (int i = 2; i < samples.Length; i++)
        {
            double second = samples[i] - (2.0 * samples[i - 1]) + samples[i - 2];
            high += second * second;
            all += (double)samples[i] * samples[i];
        }

        return high / all;
    }
}
