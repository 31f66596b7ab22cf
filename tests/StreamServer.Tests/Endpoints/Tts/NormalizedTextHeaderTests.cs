using StreamServer.Endpoints.Tts;

namespace StreamServer.Tests.Endpoints.Tts;

public sealed class NormalizedTextHeaderTests
{
    [Fact]
    public void Ascii_text_is_carried_as_it_is() =>
        Assert.Equal("Costs fifty dollars.", NormalizedTextHeader.Format("Costs fifty dollars."));

    [Fact]
    public void Other_text_is_an_extended_value_of_RFC_8187() =>
        Assert.Equal("UTF-8''%E0%A4%B9%E0%A5%88%20one|", NormalizedTextHeader.Format("है one|"));

    [Fact]
    public void Quotes_percent_signs_and_separators_are_encoded_in_an_extended_value() =>
        Assert.Equal("UTF-8''%C3%A9%22%25%3B%2C%27%2A%28%29", NormalizedTextHeader.Format("é\"%;,'*()"));

    [Theory]
    [InlineData("a\r\nSet-Cookie: x=1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007Fb")]
    [InlineData("\u0085\u2028")]
    public void No_control_character_reaches_the_header(string text) =>
        Assert.DoesNotContain(NormalizedTextHeader.Format(text), c => c is < ' ' or > '~');

    [Fact]
    public void Plain_text_that_looks_like_an_extended_value_is_encoded() =>
        Assert.Equal("UTF-8''UTF-8%27%27x", NormalizedTextHeader.Format("UTF-8''x"));

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("UTF-8''a%EF%BF%BD", NormalizedTextHeader.Format("a\uD83D"));

    [Fact]
    public void At_most_five_hundred_characters_are_carried() =>
        Assert.Equal(new string('a', 500), NormalizedTextHeader.Format(new string('a', 600)));

    [Fact]
    public void The_cut_does_not_part_a_surrogate_pair()
    {
        string value = NormalizedTextHeader.Format(new string('a', 499) + "😀b");
        Assert.Equal(new string('a', 499), value);
    }

    // The consonant cluster क्ष with its vowel sign: क, virama, ष, ि.
    [Theory]
    [InlineData(499)]
    [InlineData(498)]
    [InlineData(497)]
    public void The_cut_does_not_part_an_Indic_cluster(int before)
    {
        string value = NormalizedTextHeader.Format(new string('a', before) + "क्षि" + new string('b', 20));
        Assert.Equal(new string('a', before), value);
    }

    [Fact]
    public void A_cluster_that_fits_is_carried_whole()
    {
        string value = NormalizedTextHeader.Format(new string('a', 496) + "क्षि" + "b");
        Assert.Equal("UTF-8''" + new string('a', 496) + "%E0%A4%95%E0%A5%8D%E0%A4%B7%E0%A4%BF", value);
    }

    [Fact]
    public void Marks_without_end_are_cut_at_the_limit()
    {
        string value = NormalizedTextHeader.Format("a" + new string('\u0301', 10_000));
        Assert.Equal("UTF-8''a" + string.Concat(Enumerable.Repeat("%CC%81", 499)), value);
    }

    [Fact]
    public void Empty_text_is_an_empty_value() => Assert.Equal("", NormalizedTextHeader.Format(""));
}
