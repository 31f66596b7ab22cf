using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Which loader a language model's folder needs.</summary>
internal static class LmModels
{
    /// <param name="session">Owned by the result; memory patterns off.</param>
    /// <param name="config">Names and sizes.</param>
    /// <param name="slots">Rows of the cache.</param>
    /// <param name="maxLength">Tokens of one slot.</param>
    /// <param name="prefillChunk">Most prompt tokens of one run.</param>
    /// <param name="head">Column of each token that a cut head scores; null when it scores them all.</param>
    /// <exception cref="StreamException">The graph is not of the form that its configuration says.</exception>
    public static ILmModel Open(InferenceSession session, GenAiConfig config, int slots, int maxLength, int prefillChunk, IReadOnlyDictionary<int, int>? head) =>
        config.Search.PastPresentShareBuffer
            ? new LmModel(session, config, slots, maxLength, prefillChunk, head)
            : new GrowingLmModel(session, config, slots, maxLength, head);
}
