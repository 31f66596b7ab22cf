using StreamServer.Normalization.Text;

namespace StreamServer.Normalization;

/// <summary>What is said, and how it came about.</summary>
/// <param name="Text">The normalized text.</param>
/// <param name="Language">The language with the most letters in the input.</param>
/// <param name="Spans">Languages of <paramref name="Text"/>, in order, covering all of it; empty when the text is.</param>
/// <param name="Stages">One entry for each of the eleven stages, in order, whether it changed something or not.</param>
internal sealed record NormalizationResult(
    string Text,
    Language Language,
    IReadOnlyList<LanguageSpan> Spans,
    IReadOnlyList<StageTrace> Stages);
