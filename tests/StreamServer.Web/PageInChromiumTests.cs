using Xunit.Abstractions;

namespace StreamServer.Web;

/// <summary>The page as people use it; what each check does stands in <c>browser/check.mjs</c>.</summary>
public sealed class PageInChromiumTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    /// <summary>It is painted, and shows voices, capacity, and the command and size of a real recogniser.</summary>
    [Fact]
    public void It_shows_what_the_server_is() => Passed("paint");

    /// <summary>A sentence through the microphone: partials while it is said, then its very words, each with its confidence.</summary>
    [Fact]
    public void The_caption_equals_the_words()
    {
        Passed("caption");
        output.WriteLine(browser.Figures.ToString());
    }

    /// <summary>What reaches the loudspeaker is, sample for sample, what the server answers to anybody.</summary>
    [Fact]
    public void Speech_is_played_sample_for_sample() => Passed("speech");

    [Fact]
    public void Every_format_is_heard() => Passed("formats");

    [Fact]
    public void Speech_stops_when_it_is_told_to() => Passed("stop");

    [Fact]
    public void How_a_text_is_read_stands_beside_it() => Passed("reading");

    [Fact]
    public void Voices_have_samples() => Passed("sample");

    /// <summary>The subtitles are those of the server, byte for byte; a file that is no recording is explained.</summary>
    [Fact]
    public void A_dropped_recording_becomes_subtitles() => Passed("file");

    /// <summary>axe-core, WCAG 2.2 AA and best practices, light and dark.</summary>
    [Fact]
    public void Axe_finds_nothing() => Passed("accessible");

    /// <summary>Nothing scrolls sideways and nothing went wrong on the page.</summary>
    [Fact]
    public void It_fits_from_360_to_2560_pixels() => Passed("pictures");

    [Fact]
    public void The_keyboard_is_enough() => Passed("keyboard");

    /// <summary>It is asked for, sent for every purpose, kept for the tab alone, and in no address.</summary>
    [Fact]
    public void A_key_is_asked_for_where_one_is_needed() => Passed("key");

    private void Passed(string check) => Assert.True(browser[check] is null, browser[check]);
}
