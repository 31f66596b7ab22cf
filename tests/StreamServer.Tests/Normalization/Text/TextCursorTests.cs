using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization.Text;

public sealed class TextCursorTests
{
    [Fact]
    public void Looking_outside_the_text_gives_nothing()
    {
        TextCursor cursor = new("ab", 1, floor: 1);
        Assert.Equal('b', cursor.Peek());
        Assert.Equal('\0', cursor.Peek(1));
        Assert.Equal('\0', cursor.Peek(-2));
        Assert.Equal('\0', cursor.Before());
        Assert.Equal('a', new TextCursor("ab", 1).Before());
        Assert.True(new TextCursor("", 0).AtEnd);
        Assert.True(new TextCursor("", 0).WordBefore().IsEmpty);
    }

    [Theory]
    [InlineData("2025-11", 4, "2025", 4)]
    [InlineData("2025", 3, "", 0)]
    [InlineData("x1", 4, "", 0)]
    [InlineData("7", 1, "7", 1)]
    public void Digits_are_taken_whole_or_not_at_all(string text, int most, string digits, int end)
    {
        TextCursor cursor = new(text, 0);
        Assert.Equal(digits, cursor.TakeDigits(most).ToString());
        Assert.Equal(end, cursor.At);
    }

    [Fact]
    public void A_number_is_read_with_its_value()
    {
        TextCursor cursor = new("042 km", 0);
        Assert.True(cursor.TakeNumber(3, out int value));
        Assert.Equal(42, value);
        Assert.False(cursor.TakeNumber(3, out _));
        Assert.Equal(3, cursor.At);
    }

    [Theory]
    [InlineData(" - 5", '-', 3)]
    [InlineData("-5", '-', 1)]
    [InlineData("–5", '–', 1)]
    [InlineData(" -5", '\0', 0)]
    [InlineData("- 5", '\0', 0)]
    [InlineData("x", '\0', 0)]
    public void A_dash_has_a_space_on_both_sides_or_on_none(string text, char dash, int end)
    {
        TextCursor cursor = new(text, 0);
        Assert.Equal(dash, cursor.TakeDash());
        Assert.Equal(end, cursor.At);
    }

    [Theory]
    [InlineData("in 1947", 3, "in")]
    [InlineData("सन् 1947", 4, "सन्")]
    [InlineData("né 1947", 3, "né")]
    [InlineData("v2 1947", 3, "")]
    [InlineData("in    1947", 6, "")]
    [InlineData("in, 1947", 4, "")]
    [InlineData("abcdefghijklmnopqrstuvwxyz 1", 27, "")]
    public void The_word_before_is_found_over_a_space(string text, int at, string word) =>
        Assert.Equal(word, new TextCursor(text, at).WordBefore().ToString());

    [Fact]
    public void A_word_is_taken_only_whole()
    {
        TextCursor cursor = new("hrs hrsx", 0);
        Assert.True(cursor.TakeWhole("hrs"));
        Assert.True(cursor.AtBoundary);
        Assert.True(cursor.TakeSpace());
        Assert.False(cursor.TakeWhole("hrs"));
        Assert.Equal(4, cursor.At);
        Assert.Equal("hrsx", cursor.TakeWord().ToString());
        Assert.True(cursor.AtEnd);
    }

    [Fact]
    public void A_latin_word_may_have_an_Indic_ending()
    {
        TextCursor cursor = new("USBలో", 0);
        Assert.Equal("USB", cursor.TakeCapitals(8).ToString());
        Assert.False(cursor.AtBoundary);
        Assert.True(cursor.AtLatinBoundary);
        Assert.Equal("లో", cursor.TakeWord().ToString());
    }

    [Fact]
    public void A_copy_goes_on_alone()
    {
        TextCursor cursor = new("a:b", 0);
        TextCursor ahead = cursor;
        Assert.Equal("a", ahead.TakeLetters().ToString());
        Assert.Equal(':', ahead.TakeAny(":."));
        Assert.Equal('\0', ahead.TakeAny(":."));
        Assert.Equal(0, cursor.At);
        Assert.Equal("a:", ahead.Since(0).ToString());
        Assert.Equal(3, ahead.Moved(9).At);
    }
}
