using System.Numerics.Tensors;
using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion;

/// <summary>
/// The layers of PyTorch that convolutional checkpoints are made of, as ONNX nodes. A layer is named by the prefix of its tensors; its
/// weights are folded where that loses nothing (weight norm, layer scale).
/// </summary>
/// <param name="graph">Where the nodes go.</param>
/// <param name="checkpoint">Where the tensors are.</param>
/// <param name="linearWeights">How the matrices of linear layers are stored.</param>
internal sealed class NetBuilder(OnnxGraphWriter graph, ICheckpoint checkpoint, WeightFormat linearWeights = WeightFormat.Fp32)
{
    public OnnxGraphWriter Graph => graph;

    public ICheckpoint Checkpoint => checkpoint;

    /// <summary>x [B, C, T] to [B, C', T]: stride 1 and padding that keeps the length.</summary>
    /// <param name="x">The input.</param>
    /// <param name="prefix">Prefix of the layer's tensors.</param>
    /// <param name="dilation">Distance of the taps.</param>
    /// <param name="groups">The number of channels for a depthwise convolution, otherwise 1.</param>
    /// <param name="inputScale">A constant factor on the input, folded into the weight.</param>
    public string Conv(string x, string prefix, int dilation = 1, int groups = 1, float inputScale = 1)
    {
        (TensorInfo info, float[] weight) = WeightNorm.Read(checkpoint, prefix);
        int kernel = info.Shape[2];
        if (inputScale != 1)
        {
            TensorPrimitives.Multiply(weight, inputScale, weight);
        }

        int padding = (kernel - 1) * dilation / 2;
        return graph.Node(
            "Conv",
            [x, graph.Floats($"{prefix}.weight", weight, info.Shape[0], info.Shape[1], kernel), Bias(prefix, info.Shape[0])],
            $"{prefix}.out",
            OnnxAttribute.Ints("kernel_shape", kernel),
            OnnxAttribute.Ints("pads", padding, padding),
            OnnxAttribute.Ints("dilations", dilation),
            OnnxAttribute.Of("group", groups));
    }

    /// <summary>x [B, C, T] to [B, C', T · stride].</summary>
    public string ConvTranspose(string x, string prefix, int stride)
    {
        (TensorInfo info, float[] weight) = WeightNorm.Read(checkpoint, prefix);
        int kernel = info.Shape[2];
        int padding = (kernel - stride) / 2;
        return graph.Node(
            "ConvTranspose",
            [x, graph.Floats($"{prefix}.weight", weight, info.Shape[0], info.Shape[1], kernel), Bias(prefix, info.Shape[1])],
            $"{prefix}.out",
            OnnxAttribute.Ints("kernel_shape", kernel),
            OnnxAttribute.Ints("pads", padding, padding),
            OnnxAttribute.Ints("strides", stride));
    }

    /// <summary>x […, I] to […, O].</summary>
    /// <param name="x">The input.</param>
    /// <param name="prefix">Prefix of the layer's tensors.</param>
    /// <param name="outputScale">Name of a tensor [O] that multiplies the output, folded into weight and bias.</param>
    public string Linear(string x, string prefix, string? outputScale = null)
    {
        TensorInfo info = checkpoint.Info($"{prefix}.weight");
        int outputs = info.Shape[0];
        int inputs = info.Shape[1];
        float[] weight = checkpoint.ReadAll(info);
        float[]? bias = checkpoint.Has($"{prefix}.bias") ? checkpoint.Read($"{prefix}.bias", outputs) : null;
        if (outputScale is not null)
        {
            float[] scale = checkpoint.Read(outputScale, outputs);
            for (int row = 0; row < outputs; row++)
            {
                TensorPrimitives.Multiply(weight.AsSpan(row * inputs, inputs), scale[row], weight.AsSpan(row * inputs, inputs));
            }

            if (bias is not null)
            {
                TensorPrimitives.Multiply(bias, scale, bias);
            }
        }

        string product = linearWeights == WeightFormat.Fp32
            ? graph.Node(
                "MatMul",
                [x, graph.Floats($"{prefix}.weight", Matrix.Transpose(weight, outputs, inputs), inputs, outputs)],
                $"{prefix}.product")
            : QuantizedProduct.Node(
                graph, x, prefix, outputs, inputs, linearWeights, (row, values) => weight.AsSpan(row * inputs, inputs).CopyTo(values));
        return bias is null ? product : graph.Node("Add", [product, graph.Floats($"{prefix}.bias", bias, outputs)], $"{prefix}.out");
    }

    /// <summary>Layer norm over the last dimension, with the learnt scale and shift at <paramref name="prefix"/>.</summary>
    public string LayerNorm(string x, string prefix, float epsilon)
    {
        int width = checkpoint.Info($"{prefix}.weight").Shape[0];
        return graph.Node(
            "LayerNormalization",
            [x, graph.Floats($"{prefix}.weight", checkpoint.Read($"{prefix}.weight", width), width), Bias(prefix, width)],
            $"{prefix}.out",
            OnnxAttribute.Of("axis", -1),
            OnnxAttribute.Of("epsilon", epsilon));
    }

    /// <summary>The exact GELU.</summary>
    public string Gelu(string x) => graph.Node("Gelu", OnnxGraphWriter.Microsoft, [x], [$"{x}.gelu"]);

    public string Add(string a, string b, string name) => graph.Node("Add", [a, b], name);

    /// <summary>[B, C, T] to [B, T, C], and back.</summary>
    public string SwapLast(string x) => graph.Node("Transpose", [x], $"{x}.swapped", OnnxAttribute.Ints("perm", 0, 2, 1));

    public string Bias(string prefix, int width) => graph.Floats($"{prefix}.bias", checkpoint.Read($"{prefix}.bias", width), width);
}
