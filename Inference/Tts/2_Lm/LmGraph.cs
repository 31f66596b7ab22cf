using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Names and checks of a language model's graph.</summary>
internal static class LmGraph
{
    public static string NameOf(string pattern, int layer) => pattern.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Compares the graph with its configuration.</summary>
    /// <returns>Width of the logits.</returns>
    /// <exception cref="StreamException">A tensor is missing or has an unexpected type or shape.</exception>
    public static int Check(InferenceSession session, GenAiConfig.DecoderPart decoder)
    {
        Input(session, decoder.Inputs.InputIds, TensorElementType.Int64);
        Input(session, decoder.Inputs.AttentionMask, TensorElementType.Int64);
        for (int layer = 0; layer < decoder.NumHiddenLayers; layer++)
        {
            Input(session, NameOf(decoder.Inputs.PastKeyNames, layer), TensorElementType.Float, TensorElementType.Float16);
            Input(session, NameOf(decoder.Inputs.PastValueNames, layer), TensorElementType.Float, TensorElementType.Float16);
        }

        if (!session.OutputMetadata.TryGetValue(decoder.Outputs.Logits, out NodeMetadata? logits))
        {
            throw Wrong($"it has no output '{decoder.Outputs.Logits}'");
        }

        int[] dimensions = logits.Dimensions;
        return dimensions is [.., > 0 and int columns]
            ? columns
            : throw Wrong($"the width of its output '{decoder.Outputs.Logits}' is not fixed");
    }

    private static void Input(InferenceSession session, string name, params ReadOnlySpan<TensorElementType> types)
    {
        if (!session.InputMetadata.TryGetValue(name, out NodeMetadata? input))
        {
            throw Wrong($"it has no input '{name}'");
        }

        if (!types.Contains(input.ElementDataType))
        {
            throw Wrong($"its input '{name}' is {input.ElementDataType}");
        }
    }

    private static StreamException Wrong(string what) =>
        new(StreamError.ServerNotReady, $"The language model is not in the form that its genai_config.json says: {what}.");
}
