using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class WordBuilderTests
{
    [Fact]
    public void Pieces_join_to_words_with_times_and_mean_probability()
    {
        IReadOnlyList<SttWord> words = WordBuilder.Build(
            [
                new SttToken("▁turn", 0.1f, 0.2f, MathF.Log(0.9f)),
                new SttToken("▁do", 0.3f, 0.4f, MathF.Log(0.8f)),
                new SttToken("wn", 0.5f, 0.6f, MathF.Log(0.4f)),
            ],
            offset: 10);

        Assert.Equal(["turn", "down"], words.Select(word => word.Text));
        Assert.Equal(10.3, words[1].Start, 1e-5);
        Assert.Equal(10.6, words[1].End, 1e-5);
        Assert.Equal(0.6, words[1].Confidence, 1e-5);
        Assert.Equal("turn down", WordBuilder.Join(words));
    }

    [Fact]
    public void A_space_alone_starts_a_word()
    {
        IReadOnlyList<SttWord> words = WordBuilder.Build([Piece("h"), Piece("i"), Piece(" "), Piece("a"), Piece("▁"), Piece("b")], 0);

        Assert.Equal("hi a b", WordBuilder.Join(words));
    }

    [Fact]
    public void Chinese_is_one_word_a_character_without_spaces()
    {
        IReadOnlyList<SttWord> words = WordBuilder.Build([Piece("▁开"), Piece("放"), Piece("时"), Piece("▁ok"), Piece("间")], 0);

        Assert.Equal(["开", "放", "时", "ok", "间"], words.Select(word => word.Text));
        Assert.Equal("开放时 ok间", WordBuilder.Join(words));
    }

    [Fact]
    public void No_pieces_give_no_words() => Assert.Empty(WordBuilder.Build([], 0));

    private static SttToken Piece(string text) => new(text, 0, 0.1f, 0);
}
