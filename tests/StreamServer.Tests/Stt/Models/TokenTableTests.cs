using StreamServer.Inference;
using StreamServer.Inference.Stt.Models;

namespace StreamServer.Tests.Stt.Models;

public sealed class TokenTableTests
{
    [Fact]
    public void Lines_hold_a_piece_and_its_id_in_any_order()
    {
        TokenTable table = TokenTable.Parse(["▁the 1", "<blk> 0", "3", "a b 2"], "test");

        Assert.Equal(4, table.Count);
        Assert.Equal("<blk>", table[0]);
        Assert.Equal("▁the", table[1]);
        Assert.Equal("a b", table[2]);
        Assert.Equal(" ", table[3]);
        Assert.Equal(1, table.Find("▁the"));
        Assert.Null(table.Find("absent"));
    }

    [Fact]
    public void A_line_without_an_id_is_named()
    {
        StreamException exception = Assert.Throws<StreamException>(() => TokenTable.Parse(["a 0", "b"], "tokens.txt"));

        Assert.Equal(StreamError.ServerNotReady, exception.Error);
        Assert.Contains("tokens.txt, line 2", exception.Message);
    }
}
