using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Endpoints.Tts;

public sealed class NormalizationReaderTests
{
    [Theory]
    [InlineData("""{}""", Language.English)]
    [InlineData("""{"language": "fr"}""", Language.French)]
    [InlineData("""{"language": "FR"}""", Language.French)]
    [InlineData("""{"language": "te"}""", Language.English)]
    public void The_language_is_that_of_Latin_letters(string body, object language) => Assert.Equal(language, Read(body, []).Language);

    [Fact]
    public void A_language_that_the_model_does_not_speak_is_refused_by_name()
    {
        Assert.Equal(Language.French, Read("""{"language": "fr"}""", ["en", "fr"]).Language);
        StreamException exception = Assert.Throws<StreamException>(() => Read("""{"language": "fr"}""", ["en", "hi", "te"]));
        Assert.Equal(StreamError.ClientBadRequest, exception.Error);
        Assert.Contains("language", exception.Message, StringComparison.Ordinal);
        Assert.Contains("en, hi, te", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_language_is_refused_with_the_known_ones()
    {
        StreamException exception = Assert.Throws<StreamException>(() => Read("""{"language": "xx"}""", []));
        Assert.Contains("en, hi, te, fr", exception.Message, StringComparison.Ordinal);
    }

    private static NormalizationOptions Read(string body, IReadOnlyList<string> spoken)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonMembers members = new(document.RootElement);
        NormalizationOptions options = NormalizationReader.Read(members, NormalizationOptions.Default, spoken);
        members.ThrowIfWrong();
        return options;
    }
}
