namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>
/// Refuses what a model said when it is no number: comparisons with it are all false, so that nothing is pruned, and the text would be
/// whatever index comes first.
/// </summary>
internal static class FiniteScores
{
    /// <param name="highest">The highest score of a row, or what its scores sum to; NaN where any of them is.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public static void Require(float highest)
    {
        if (!float.IsFinite(highest))
        {
            throw new StreamException(StreamError.ModelFailed, "The model gave scores that are not finite.");
        }
    }
}
