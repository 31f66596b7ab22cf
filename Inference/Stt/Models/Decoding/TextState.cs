namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>What a <see cref="TextScorer"/> must know of a text.</summary>
/// <param name="History">State of the language model behind the last whole word.</param>
/// <param name="Hot">State of the hot words.</param>
/// <param name="Word">The word that is being spelt.</param>
/// <param name="Score">Natural logarithm of what whole words and hot words have gained.</param>
internal readonly record struct TextState(int History, int Hot, string Word, float Score)
{
    /// <summary>Where <see cref="Word"/> stands among the words that the language model lists.</summary>
    public int Spelt { get; init; }

    /// <summary>No letter has come since the start or the last space.</summary>
    public bool IsAtBoundary { get; init; }
}
