using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Features;

namespace StreamServer.Tests.Stt.Models.Nemo;

/// <summary>The part that NeMo's models share: features [B, F, T] and lengths, then one strided convolution; and the same in plain
/// loops.</summary>
internal sealed class NemoEncoderGraph(RandomWeights weights, int bins, int size, int stride)
{
    public const float Scale = 0.15f;

    /// <summary>Adds the input and the convolution: [B, size, (T − 1) / stride + 1].</summary>
    public string Add(OnnxGraphWriter graph, string output) => graph.Node(
        "Conv",
        [
            graph.Input("audio_signal", OnnxType.Float, "batch", bins, "time"),
            weights.Add(graph, "conv", Scale, size, bins, stride),
        ],
        output,
        OnnxAttribute.Ints("strides", stride),
        OnnxAttribute.Ints("pads", 0, stride - 1));

    /// <summary>Adds the lengths: (length − 1) / stride + 1.</summary>
    public void AddLengths(OnnxGraphWriter graph, string output)
    {
        string length = graph.Input("length", OnnxType.Int64, "batch");
        string one = graph.Long("one", 1);
        string steps = graph.Node("Div", [graph.Node("Sub", [length, one], "length_less"), graph.Long("stride", stride)], "length_steps");
        graph.Node("Add", [steps, one], output);
    }

    /// <summary>Frames of one utterance, computed from its features alone.</summary>
    public double[][] Define(float[] samples, NemoMelSpec spec)
    {
        NemoMelExtractor extractor = new(spec);
        FeatureBuffer rows = extractor.CreateBuffer();
        extractor.Extract(samples, rows);
        float[] features = new float[spec.Bins * rows.Rows];
        extractor.Normalise(rows, rows.Rows, rows.Rows, features);
        float[] conv = weights.Get("conv", size * bins * stride, Scale);
        return
        [
            .. Enumerable.Range(0, rows.Rows == 0 ? 0 : ((rows.Rows - 1) / stride) + 1)
                .Select(frame => Enumerable.Range(0, size).Select(channel =>
            {
                double sum = 0;
                for (int bin = 0; bin < bins; bin++)
                {
                    for (int tap = 0; tap < stride && (frame * stride) + tap < rows.Rows; tap++)
                    {
                        sum += conv[(((channel * bins) + bin) * stride) + tap] * features[(bin * rows.Rows) + (frame * stride) + tap];
                    }
                }

                return sum;
            }).ToArray()),
        ];
    }
}
