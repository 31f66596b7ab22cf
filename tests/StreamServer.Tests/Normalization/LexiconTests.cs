using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

public sealed class LexiconTests
{
    [Fact]
    public void A_word_is_replaced_whole_and_in_any_case() =>
        Assert.Equal("koober netties and koober netties, not Kubernetesish.",
            Say("kubernetes and KUBERNETES, not Kubernetesish.", ("Kubernetes", "koober netties")));

    [Fact]
    public void A_word_in_capitals_is_found_only_in_capitals() =>
        Assert.Equal("information technology, and it.", Say("IT, and it.", ("IT", "information technology")));

    [Fact]
    public void The_longest_word_wins() =>
        Assert.Equal("the big apple, albany.", Say("New York City, New York.", ("New York", "albany"), ("New York City", "the big apple")));

    [Fact]
    public void Digits_in_a_spoken_form_are_said() => Assert.Equal("kubernetes eight", Say("k8s", ("k8s", "kubernetes 8")));

    [Fact]
    public void A_spoken_form_that_holds_its_word_is_not_said_twice_by_a_second_pass()
    {
        NormalizationOptions options = With(("Rao", "Rao garu"));
        string once = TextNormalizer.NormalizeText("Dr. Rao spoke.", options);
        Assert.Equal("doctor Rao garu spoke.", once);
        Assert.Equal(once, TextNormalizer.NormalizeText(once, options));
    }

    [Fact]
    public void Words_with_signs_are_found() =>
        Assert.Equal("dot net and c sharp", Say(".NET and C#", (".NET", "dot net"), ("C#", "c sharp")));

    [Fact]
    public void Emotion_tags_are_no_words() => Assert.Equal("[laughs] he chuckles", Say("[laughs] he laughs", ("laughs", "chuckles")));

    [Fact]
    public void An_Indic_word_is_found_whole() => Assert.Equal("वगैरा लाओ, वगैरहों|", Say("वगैरह लाओ, वगैरहों।", ("वगैरह", "वगैरा")));

    [Fact]
    public void The_lexicon_of_the_request_goes_before_the_rules_of_the_house()
    {
        NormalizationOptions options = With(("SQL", "sequel")) with { HouseRules = HouseRules.Parse("SQL = s q l\nCEO = chief") };
        Assert.Equal("sequel for the chief", TextNormalizer.NormalizeText("SQL for the CEO", options));
    }

    [Theory]
    [InlineData("", "x", "empty")]
    [InlineData("  ", "x", "empty")]
    public void An_empty_word_is_refused(string word, string spoken, string named)
    {
        FormatException error = Assert.Throws<FormatException>(() => With((word, spoken)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_word_and_a_long_spoken_form_are_refused_by_name_and_limit()
    {
        Assert.Contains("64", Assert.Throws<FormatException>(() => With((new string('a', 65), "b"))).Message, StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Throws<FormatException>(() => With(("a", new string('b', 401)))).Message, StringComparison.Ordinal);
    }

    private static string Say(string text, params (string Word, string Spoken)[] words) => TextNormalizer.NormalizeText(text, With(words));

    private static NormalizationOptions With(params (string Word, string Spoken)[] words) =>
        NormalizationOptions.Default with { Lexicon = new Lexicon(words.Select(word => KeyValuePair.Create(word.Word, word.Spoken))) };
}
