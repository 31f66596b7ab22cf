using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Which loader a language model's folder needs.</summary>
internal static class LmModels
{
    /// <param name="graph">Owned from now on, whatever comes of it.</param>
    /// <param name="config">Names and sizes.</param>
    /// <param name="slots">Rows of the cache.</param>
    /// <param name="maxLength">Tokens of one slot.</param>
    /// <param name="prefillChunk">Most prompt tokens of one run.</param>
    /// <param name="head">Column of each token that a cut head scores; null when it scores them all.</param>
    /// <exception cref="StreamException">The graph is not of the form that its configuration says.</exception>
    public static ILmModel Open(
        OnnxGraph graph, GenAiConfig config, int slots, int maxLength, int prefillChunk, IReadOnlyDictionary<int, int>? head) =>
        graph.Into<ILmModel>(own => config.Search.PastPresentShareBuffer
            ? new LmModel(own, config, slots, maxLength, prefillChunk, head)
            : new GrowingLmModel(own, config, slots, maxLength, head));
}
