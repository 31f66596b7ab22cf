using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Names and checks of a language model's graph.</summary>
internal static class LmGraph
{
    public static string NameOf(string pattern, int layer) => pattern.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The graph wants the position of each token, which GroupQueryAttention counts by itself.</summary>
    public static bool HasPositions(OnnxGraph graph, GenAiConfig.DecoderPart decoder) => graph.InputMetadata.ContainsKey(decoder.Inputs.PositionIds);

    /// <summary>Compares the graph with its configuration.</summary>
    /// <returns>Width of the logits.</returns>
    /// <exception cref="StreamException">A tensor is missing, or has an unexpected type or shape; or there is an input that nobody here
    /// feeds.</exception>
    public static int Check(OnnxGraph graph, GenAiConfig.DecoderPart decoder)
    {
        HashSet<string> unknown = [.. graph.Inputs];
        Input(decoder.Inputs.InputIds, TensorElementType.Int64);
        Input(decoder.Inputs.AttentionMask, TensorElementType.Int64);
        if (HasPositions(graph, decoder))
        {
            Input(decoder.Inputs.PositionIds, TensorElementType.Int64);
        }

        for (int layer = 0; layer < decoder.NumHiddenLayers; layer++)
        {
            foreach (string name in (string[])[NameOf(decoder.Inputs.PastKeyNames, layer), NameOf(decoder.Inputs.PastValueNames, layer)])
            {
                Input(name, TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16);
            }
        }

        if (unknown.Count > 0)
        {
            throw Wrong($"it has inputs that no such model has: {string.Join(", ", unknown)}");
        }

        if (!graph.OutputMetadata.TryGetValue(decoder.Outputs.Logits, out NodeMetadata? logits))
        {
            throw Wrong($"it has no output '{decoder.Outputs.Logits}'");
        }

        int[] dimensions = logits.Dimensions;
        return dimensions is [.., > 0 and int columns]
            ? columns
            : throw Wrong($"the width of its output '{decoder.Outputs.Logits}' is not fixed");

        void Input(string name, params ReadOnlySpan<TensorElementType> types)
        {
            if (!unknown.Remove(name))
            {
                throw Wrong($"it has no input '{name}'");
            }

            if (!types.Contains(graph.InputMetadata[name].ElementDataType))
            {
                throw Wrong($"its input '{name}' is {graph.InputMetadata[name].ElementDataType}");
            }
        }
    }

    private static StreamException Wrong(string what) =>
        new(StreamError.ServerNotReady, $"The language model is not in the form that its genai_config.json says: {what}.");
}
