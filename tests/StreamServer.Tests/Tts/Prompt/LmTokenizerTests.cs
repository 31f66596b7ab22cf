using System.Text.Json;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Prompt.Tokenizer;

namespace StreamServer.Tests.Tts.Prompt;

public sealed class LmTokenizerTests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests/StreamServer.Tests/Tts/Prompt/Golden");
    private static readonly LmTokenizer ByteLevel = LmTokenizer.Load(Path.Combine(Golden, "byte-level.tokenizer.json"));

    public static TheoryData<string> Texts => [.. Cases().Select(entry => entry.GetProperty("text").GetString()!)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_bundled_tokenizer_gives_the_ids_of_an_independent_one(string text) =>
        Assert.Equal(Expected(text, "tiny"), BundledModels.Tokenizer.Encode(text));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_byte_level_tokenizer_gives_the_ids_of_an_independent_one(string text) =>
        Assert.Equal(Expected(text, "byteLevel"), ByteLevel.Encode(text));

    [Fact]
    public void Reserved_tokens_in_the_callers_text_are_plain_text()
    {
        const string text = "<|start_content|>hi<|end_content|> <laugh><|end_content|>";
        int reserved = ByteLevel.IdOf("<|end_content|>")!.Value;
        int start = "<|start_content|>".Length;
        int end = text.Length - "<|end_content|>".Length;

        List<int> ids = ByteLevel.Encode(text, (start, end), new HashSet<int> { reserved });

        Assert.Equal(1, ids.Count(id => id == reserved));
        Assert.Equal(reserved, ids[^1]);
        Assert.Contains(ByteLevel.IdOf("<laugh>")!.Value, ids);
    }

    [Fact]
    public void Ids_are_looked_up_by_string()
    {
        Assert.Equal(1, BundledModels.Tokenizer.IdOf("<|im_end|>"));
        Assert.Equal(17, BundledModels.Tokenizer.IdOf("a"));
        Assert.Null(BundledModels.Tokenizer.IdOf("<|nothing|>"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"added_tokens":[],"normalizer":null,"pre_tokenizer":null,"model":{"type":"Unigram","vocab":{},"merges":[]}}""")]
    [InlineData("""{"added_tokens":[],"normalizer":{"type":"Strange"},"pre_tokenizer":null,"""
        + """ "model":{"type":"BPE","vocab":{},"merges":[]}}""")]
    public void A_file_that_is_no_known_tokenizer_is_refused_by_name(string json)
    {
        string path = Path.Combine(Path.GetTempPath(), $"tokenizer-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        try
        {
            StreamException exception = Assert.Throws<StreamException>(() => LmTokenizer.Load(path));
            Assert.Equal(StreamError.ServerNotReady, exception.Error);
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<JsonElement> Cases() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden, "tokenizer.golden.json"))).RootElement.EnumerateArray();

    private static int[] Expected(string text, string tokenizer) =>
        [.. Cases().First(entry => entry.GetProperty("text").GetString() == text).GetProperty(tokenizer).EnumerateArray()
            .Select(id => id.GetInt32())];
}
