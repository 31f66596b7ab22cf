using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Tests.Tts.Prompt;

public sealed class SentenceBufferTests
{
    private const string Text =
        "It costs 3.14 dollars, Mr. Smith. Really? Yes! नमस्ते। आप कैसे हैं? \"Go home.\" she said.\n\nNew paragraph without an end";

    [Fact]
    public void However_the_text_is_cut_the_same_sentences_come_out()
    {
        string[] whole = Sentences([Text]);
        for (int size = 1; size < 20; size++)
        {
            string[] pieces = [.. Text.Chunk(size).Select(piece => new string(piece))];
            Assert.Equal(Text, string.Concat(Sentences(pieces)));
            Assert.Equal(string.Concat(whole), string.Concat(Sentences(pieces)));
        }
    }

    [Fact]
    public void A_full_stop_waits_for_what_follows()
    {
        SentenceBuffer buffer = new();
        Assert.Null(buffer.Append("It costs 3."));
        Assert.Null(buffer.Append("14 dollars."));
        Assert.Equal("It costs 3.14 dollars.", buffer.Append(" And"));
        Assert.Equal(" And", buffer.Take());
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void An_empty_line_ends_a_sentence_without_a_full_stop()
    {
        SentenceBuffer buffer = new();
        Assert.Equal("A title\n\n", buffer.Append("A title\n\nThen"));
    }

    private static string[] Sentences(string[] pieces)
    {
        SentenceBuffer buffer = new();
        List<string> sentences = [.. pieces.Select(buffer.Append).OfType<string>()];
        sentences.Add(buffer.Take());
        return [.. sentences];
    }
}
