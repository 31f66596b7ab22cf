using StreamServer.Inference.Tts;
using StreamServer.Normalization.Text;
using StreamServer.Tests.Tts.Spoken;

namespace StreamServer.Tests.Tts.Prompt;

/// <summary>Hindi and Telugu reach the bundled language model letter by letter, as they are written and as the normaliser leaves
/// them.</summary>
public sealed class IndicTextTests
{
    [Theory]
    [InlineData("hindi")]
    [InlineData("telugu")]
    public void Every_character_of_a_sentence_is_a_token(string kind)
    {
        ReferenceText[] sentences = [.. ReferenceText.All.Where(text => text.Kind == kind)];
        Assert.Equal(30, sentences.Length);
        Assert.All(sentences, sentence => Assert.Equal(Tokens(sentence.Words), BundledModels.Tokenizer.Encode(sentence.Words)));
        Assert.All(sentences, sentence => Assert.Equal(Tokens(sentence.Words), Encode(sentence.Words)));
    }

    [Theory]
    [InlineData("नमस्ते, आप कैसे हैं?", "नमस्ते, आप कैसे हैं?")]
    [InlineData("मेरे पास 25 किताबें हैं।", "मेरे पास twenty five किताबें हैं।")]
    [InlineData("मेरा नाम John है", "मेरा नाम john है")]
    [InlineData("పిల్లలు పాఠశాలకు వెళ్తున్నారు.", "పిల్లలు పాఠశాలకు వెళ్తున్నారు.")]
    [InlineData("మీరు వచ్చారా? అవును! రండి.", "మీరు వచ్చారా? అవును, రండి.")]
    [InlineData("वह आया॥ हम गए।", "वह आया। हम गए।")]
    public void A_request_becomes_the_text_that_the_model_reads(string written, string read) => Assert.Equal(Tokens(read), Encode(written));

    /// <summary>Letters with a dot below are two tokens or one, as Unicode composes them; joiners choose a shape and no sound.</summary>
    [Theory]
    [InlineData("\u0958\u0932\u092E", "\u0915\u093C\u0932\u092E")]
    [InlineData("\u0938\u095C\u0915", "\u0938\u0921\u093C\u0915")]
    [InlineData("\u092A\u0922\u093C\u0928\u093E", "\u092A\u0922\u093C\u0928\u093E")]
    [InlineData("\u0928\u093C", "\u0929")]
    [InlineData("\u0C15\u0C46\u0C56", "\u0C15\u0C48")]
    [InlineData("\u0915\u094D\u200D\u0937", "\u0915\u094D\u0937")]
    [InlineData("\u0C30\u0C4D\u200C\u0C15", "\u0C30\u0C4D\u0C15")]
    public void A_cluster_is_the_same_tokens_however_it_is_encoded(string written, string read)
    {
        Assert.Equal(Tokens(read), BundledModels.Tokenizer.Encode(written));
        Assert.Equal(Tokens(read), Encode(written));
    }

    [Fact]
    public void Digits_that_nobody_normalised_are_read_one_by_one() =>
        Assert.Equal(Tokens(" two five two "), BundledModels.Tokenizer.Encode("\u0968\u096B \u0C68"));

    private static List<int> Encode(string text) => BundledModels.Tokenizer.Encode(SpokenForm.Of(text, NormalizationOptions.Default));

    private static List<int> Tokens(string characters) =>
        [.. characters.Select(
            c => BundledModels.Tokenizer.IdOf(c.ToString())
            ?? throw new InvalidDataException($"No token for U+{(int)c:X4} in '{characters}'."))];
}
