using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>Answer of <c>POST /v1/tts/normalize</c>.</summary>
/// <param name="Text">What would be said.</param>
/// <param name="Language">Of most of the text: <c>english</c>, <c>hindi</c>, <c>telugu</c>.</param>
/// <param name="Stages">In order, those that changed something.</param>
/// <param name="Unspeakable">What of <paramref name="Text"/> no voice can say, in order; empty for most texts.</param>
internal sealed record NormalizeAnswer(
    string Text, string Language, IReadOnlyList<NormalizeStage> Stages, IReadOnlyList<UnspeakableSpan> Unspeakable);
