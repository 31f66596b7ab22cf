using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Tests.Runtime;

public sealed class TtsModelSpecTests
{
    [Theory]
    [InlineData("One, two; three.", 220)]
    [InlineData("Ça va?", 220)]
    [InlineData("नमस्ते।", 130)]
    [InlineData("He said నమస్కారం to them.", 130)]
    public void Indic_letters_have_a_limit_of_their_own(string text, int expected)
    {
        TtsModelSpec spec = SpecOf(indic: 130);

        Assert.Equal(new ChunkLimits(expected, 60, false), spec.LimitsOf(text, isWhole: false, isFirst: true));
        Assert.Equal(new ChunkLimits(expected, expected, false), spec.LimitsOf(text, isWhole: false, isFirst: false));
        Assert.Equal(new ChunkLimits(expected, expected, true), spec.LimitsOf(text, isWhole: true, isFirst: true));
    }

    [Fact]
    public void Without_one_all_texts_have_the_same() =>
        Assert.Equal(220, SpecOf(indic: null).LimitsOf("नमस्ते।", isWhole: true, isFirst: true).Max);

    private static TtsModelSpec SpecOf(int? indic) => new()
    {
        Codec = "",
        Prompts = new TtsPrompts { Speaker = "", Globals = "", Cloned = "" },
        Stop = [],
        MaxChars = 220,
        MaxIndicChars = indic,
        JoinSentences = false,
        Sampling = new SamplingDefaults(),
        Speakers = [],
    };
}
