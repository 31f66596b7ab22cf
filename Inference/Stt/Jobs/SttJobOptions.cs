namespace StreamServer.Inference.Stt.Jobs;

/// <summary>What a caller asked of the engine. An engine ignores what its model cannot do.</summary>
/// <param name="Language">Code such as <c>en</c>, or <c>auto</c>.</param>
/// <param name="InverseNormalise">Written form (digits, punctuation) where the model offers it.</param>
/// <param name="Beam">Prefix beam search (true) or greedy search (false); null for what suits the model and the job.</param>
/// <param name="HotWords">Phrases that the beam search favours.</param>
internal sealed record SttJobOptions(string Language, bool InverseNormalise, bool? Beam, IReadOnlyList<string> HotWords)
{
    public static SttJobOptions Default { get; } = new("auto", InverseNormalise: false, Beam: null, []);
}
