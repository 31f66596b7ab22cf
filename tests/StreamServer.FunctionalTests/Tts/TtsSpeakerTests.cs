using System.Text.Json.Nodes;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>A model whose speakers' tokens nobody gave: it makes them once and keeps them.</summary>
public sealed class TtsSpeakerTests(ServerFixture bundled) : IClassFixture<ServerFixture>, IDisposable
{
    private const string Model = "tiny-spark-tts";

    private readonly ModelsFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task The_first_start_makes_the_voices_and_the_second_finds_them()
    {
        _models.Copy(Model);
        foreach (JsonNode? speaker in _models.Entry(Model)["tts"]!["speakers"]!.AsArray())
        {
            speaker!.AsObject().Remove("globals");
        }

        _models.Save();

        // The model was trained with the tokens that the manifest gives: made or given, it is the same voice.
        var request = new { text = "The tide turns at noon. Bring your boots.", speaker = "Neer", seed = 3, stream = false };
        Wav given = await bundled.Client.SpeakAsync(request);
        Assert.Equal(given.Samples, await SpeakAsync(request));

        string file = Assert.Single(Directory.GetFiles(_models.File(Model), "speaker-globals-*.json"));
        JsonNode kept = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Assert.Equal(Enumerable.Range(32, 32), kept["voices"]!["nilay"]!["globals"]!.AsArray().Select(token => (int)token!));

        // What the file says counts at the next start: no model would have made this.
        kept["voices"]!["nilay"]!["globals"] = new JsonArray([.. Enumerable.Range(0, 32).Select(token => (JsonNode)(127 - token))]);
        await File.WriteAllTextAsync(file, kept.ToJsonString());
        Assert.NotEqual(given.Samples, await SpeakAsync(request));
    }

    private async Task<short[]> SpeakAsync(object request)
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["MODELS_DIR"] = _models.Path });
        try
        {
            return (await server.Client.SpeakAsync(request)).Samples;
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
