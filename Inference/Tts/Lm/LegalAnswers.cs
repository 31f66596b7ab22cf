using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>What a speech model may answer with, by the sort of question. Immutable, shared by all requests.</summary>
/// <param name="Speech">Semantic tokens and the model's stops.</param>
/// <param name="Globals">Global tokens only: their number is fixed.</param>
/// <param name="Acoustic">Attribute values and their end; null when no prompt of the model asks for them.</param>
internal sealed record LegalAnswers(LegalTokens Speech, LegalTokens Globals, LegalTokens? Acoustic)
{
    /// <summary>Tokens of the largest of them.</summary>
    public int Most => Math.Max(Math.Max(Speech.Count, Globals.Count), Acoustic?.Count ?? 0);

    /// <param name="vocabulary">The ids.</param>
    /// <param name="columnOf">Column of a token id in the model's logits.</param>
    public static LegalAnswers Of(TtsVocabulary vocabulary, Func<int, int> columnOf) => new(
        new LegalTokens(vocabulary.SemanticIds, vocabulary.StopIds, columnOf),
        new LegalTokens(vocabulary.GlobalIds, [], columnOf),
        vocabulary.AcousticEnd is { } end ? new LegalTokens(vocabulary.AcousticIds, [end], columnOf) : null);
}
