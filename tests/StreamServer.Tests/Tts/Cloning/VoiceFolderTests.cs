using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Cloning;

public sealed class VoiceFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Voices_are_there_at_the_next_start_until_they_are_removed()
    {
        VoiceFolder folder = Open("voices");
        Assert.Empty(folder.ReadAll());
        ClonedVoice grandma = Voice("Grandma");
        folder.Write(grandma);
        folder.Write(Voice("uncle-2"));

        ClonedVoice read = Open("voices").ReadAll().First();
        Assert.Equal((grandma.Name, grandma.Created), (read.Name, read.Created));
        Assert.Equal(grandma.Globals, read.Globals);

        folder.Delete("GRANDMA");
        Assert.Equal("uncle-2", Assert.Single(Open("voices").ReadAll()).Name);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"name":"../../evil","created":"2026-01-01T00:00:00Z","globals":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"""
        + """21,22,23,24,25,26,27,28,29,30,31]}""")]
    [InlineData("""{"name":"a","created":"2026-01-01T00:00:00Z","globals":[0,1,2]}""")]
    [InlineData("""{"name":"a","created":"2026-01-01T00:00:00Z","globals":[128,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,"""
        + """23,24,25,26,27,28,29,30,31]}""")]
    public void A_file_that_cannot_be_used_is_left_out_and_the_others_are_read(string content)
    {
        VoiceFolder folder = Open("voices");
        folder.Write(Voice("b"));
        File.WriteAllText(Path.Combine(_folder.File("voices"), "a.json"), content);
        Assert.Equal("b", Assert.Single(folder.ReadAll()).Name);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said()
    {
        File.WriteAllText(_folder.File("blocked"), "");
        StreamException failure = Assert.Throws<StreamException>(() => Open("blocked").Write(Voice("a")));
        Assert.Contains("TTS_VOICES_DIR", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_voice_whose_name_the_model_has_too_is_left_out()
    {
        Open("voices").Write(Voice("mitra"));
        Open("voices").Write(Voice("Grandma"));
        VoiceCatalog catalog = new(BundledModels.Lm.Tts!.Speakers);
        using VoiceCloning cloning = new(null, "none", catalog, Open("voices"), TimeProvider.System, NullLogger<VoiceCloning>.Instance);

        Assert.False(catalog.Get("Mitra").IsCloned);
        Assert.Equal("Grandma", catalog.Get("grandma").Name);
        Assert.Equal(13, catalog.Voices.Count);
        Assert.Equal(StreamError.NotSupported, Assert.Throws<StreamException>(cloning.ThrowIfUnavailable).Error);
        Assert.Equal(StreamError.ClientConflict, Assert.Throws<StreamException>(() => cloning.Remove("Mitra")).Error);
        Assert.Equal(StreamError.NotFound, Assert.Throws<StreamException>(() => cloning.Remove("nobody")).Error);
        cloning.Remove("GRANDMA");
        Assert.Equal(12, catalog.Voices.Count);
    }

    private static ClonedVoice Voice(string name) =>
        new(name, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), [.. Enumerable.Range(0, 32)]);

    private VoiceFolder Open(string name) => new(_folder.File(name), 128, NullLogger<VoiceCloning>.Instance);
}
