using StreamServer.Inference.Onnx;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// The output head of a language model's file: the product that makes its logits, in whatever form exporters write it. It can be cut to
/// some of its tokens, and to the last position. Weights that other nodes read too (a tied embedding) are left as they are.
/// </summary>
internal sealed class OutputHead
{
    private const string LastIndex = "head.last_index";
    private const string LastHidden = "head.last_hidden";
    private const string CutSuffix = ".cut";

    // Of what lies between the product and the output: what changes neither the order nor the number of the tokens.
    private static readonly string[] PassedThrough = ["Cast", "Identity", "Unsqueeze", "Tanh"];
    private static readonly string[] Elementwise = ["Add", "Mul", "Div"];

    private readonly OnnxFile _file;
    private readonly string _logits;
    private readonly List<OnnxNode> _after;
    private readonly OnnxNode _product;

    private OutputHead(OnnxFile file, string logits, List<OnnxNode> after, OnnxNode product, int vocabulary)
    {
        (_file, _logits, _after, _product, Vocabulary) = (file, logits, after, product, vocabulary);
        IReadOnlyList<OnnxDimension> shape = file.ShapeOf(logits);
        IsLastOnly = shape.Count != 3 || shape[1] == 1 || product.Operation == "Gemm";
    }

    /// <summary>Tokens that it scores.</summary>
    public int Vocabulary { get; }

    /// <summary>It scores one position a row.</summary>
    public bool IsLastOnly { get; }

    /// <exception cref="NotSupportedException">The graph makes its logits in another way: says how.</exception>
    public static OutputHead Find(OnnxFile file, string logits)
    {
        Dictionary<string, OnnxNode> makers = file.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node)))
            .Where(pair => pair.output.Length > 0).ToDictionary();
        List<OnnxNode> after = [];
        for (string value = logits; ;)
        {
            OnnxNode node = makers.GetValueOrDefault(value) ?? throw new NotSupportedException($"no node makes '{value}'");
            if (WidthOf(file, makers, node) is { } width)
            {
                return new OutputHead(file, logits, after, node, width);
            }

            int source = PassedThrough.Contains(node.Operation) ? 0
                : Elementwise.Contains(node.Operation) ? node.Inputs.ToList().FindIndex(input => !file.Weights.ContainsKey(input))
                : throw new NotSupportedException($"'{value}' comes from a node {node.Operation}");
            if (Elementwise.Contains(node.Operation) && node.Inputs.Count(file.Weights.ContainsKey) != 1)
            {
                throw new NotSupportedException($"'{value}' is a sum or product of two computed values");
            }

            after.Add(node);
            value = node.Inputs[source];
        }
    }

    /// <param name="tokens">Those that the head goes on scoring, in the order of its outputs; null keeps them all.</param>
    public OnnxEdit Cut(IReadOnlyList<int>? tokens)
    {
        OnnxEdit edit = new();
        string[] inputs = [.. _product.Inputs];
        List<ProtoMessage> before = [];
        if (!IsLastOnly)
        {
            edit.AddedWeights[LastIndex] = OnnxGraphWriter.TensorHead(LastIndex, OnnxType.Int64, [1])
                .Raw(OnnxFields.Tensor.RawData, BitConverter.GetBytes(-1L));
            before.Add(OnnxGraphWriter.NodeMessage("Gather", "", [inputs[0], LastIndex], [LastHidden], [OnnxAttribute.Of("axis", 1)]));
            inputs[0] = LastHidden;
        }

        (string, long)? width = null;
        if (tokens is not null)
        {
            CutProduct(edit, inputs, tokens);
            CutAfter(edit, tokens);
            width = _product.Operation == "MatMulNBits" ? ("N", tokens.Count) : null;
        }

        edit.Nodes[_product] = [.. before, _product.With(inputs, width)];
        edit.ForgottenShapes.UnionWith([.. _product.Outputs, .. _after.SelectMany(node => node.Outputs)]);
        IReadOnlyList<OnnxDimension> shape = _file.ShapeOf(_logits);
        OnnxDimension[] cut = [.. shape.SkipLast(1), tokens?.Count ?? Vocabulary];
        if (cut.Length == 3)
        {
            cut[1] = 1;
        }

        edit.Outputs[_logits] = OnnxGraphWriter.ValueInfo(_logits, (OnnxType)_file.TypeOf(_logits), cut);
        RemoveUnused(edit);
        return edit;
    }

    /// <summary>Outputs of a product with weights; null when the node is no such product.</summary>
    private static int? WidthOf(OnnxFile file, Dictionary<string, OnnxNode> makers, OnnxNode node) => node.Operation switch
    {
        "MatMul" when file.Weights.TryGetValue(node.Inputs[1], out OnnxTensor? weight) => (int)weight.Shape[^1],
        "MatMul" when TransposedWeight(file, makers, node.Inputs[1]) is { } weight => (int)weight.Shape[0],
        "Gemm" when file.Weights.TryGetValue(node.Inputs[1], out OnnxTensor? weight) =>
            (int)weight.Shape[node.Attribute("transB", 0) == 1 ? 0 : 1],
        "MatMulNBits" => (int)node.Attribute("N", 0),
        _ => null,
    };

    private static OnnxTensor? TransposedWeight(OnnxFile file, Dictionary<string, OnnxNode> makers, string value) =>
        makers.TryGetValue(value, out OnnxNode? node) && node.Operation == "Transpose" && (node.Attributes("perm") ?? [1, 0])
            .SequenceEqual([1L, 0L])
            ? file.Weights.GetValueOrDefault(node.Inputs[0])
            : null;

    private void CutProduct(OnnxEdit edit, string[] inputs, IReadOnlyList<int> tokens)
    {
        switch (_product.Operation)
        {
            case "MatMulNBits":
                // Weights, scales, zero points, and the bias; a group index (4) belongs to the inputs.
                foreach (int input in new[] { 1, 2, 3, 5 }.Where(input => input < inputs.Length && inputs[input].Length > 0))
                {
                    inputs[input] = Rows(edit, _file.Weights[inputs[input]], tokens);
                }

                break;

            case "Gemm":
                OnnxTensor weight = _file.Weights[inputs[1]];
                inputs[1] = _product.Attribute("transB", 0) == 1 ? Rows(edit, weight, tokens) : Columns(edit, weight, tokens);
                if (inputs.Length > 2 && _file.Weights.TryGetValue(inputs[2], out OnnxTensor? bias) && bias.Count == Vocabulary)
                {
                    inputs[2] = Rows(edit, bias, tokens);
                }

                break;

            default:
                inputs[1] = _file.Weights.TryGetValue(inputs[1], out OnnxTensor? stored)
                    ? Columns(edit, stored, tokens)
                    : TransposedRows(edit, _file.Weights[_file.Nodes.First(node => node.Outputs.Contains(inputs[1])).Inputs[0]], tokens);
                break;
        }
    }

    private void CutAfter(OnnxEdit edit, IReadOnlyList<int> tokens)
    {
        foreach (OnnxNode node in _after.Where(node => Elementwise.Contains(node.Operation)))
        {
            string[] inputs = [.. node.Inputs];
            int weight = Array.FindIndex(inputs, _file.Weights.ContainsKey);
            OnnxTensor tensor = _file.Weights[inputs[weight]];
            if (tensor.Count == Vocabulary)
            {
                inputs[weight] = Rows(edit, tensor, tokens);
                edit.Nodes[node] = [node.With(inputs)];
            }
        }
    }

    /// <summary>A weight whose first dimension, or whose first factor of its only one, is the vocabulary.</summary>
    private string Rows(OnnxEdit edit, OnnxTensor tensor, IReadOnlyList<int> tokens)
    {
        long[] shape = tensor.Shape[0] == Vocabulary
            ? [tokens.Count, .. tensor.Shape.Skip(1)]
            : tensor.Shape.Count == 1 ? [tensor.Count / Vocabulary * tokens.Count] : [.. tensor.Shape.SkipLast(1), tokens.Count];
        return Add(edit, tensor, shape, Take(tensor, 1, tokens));
    }

    private string Columns(OnnxEdit edit, OnnxTensor tensor, IReadOnlyList<int> tokens) =>
        Add(edit, tensor, [tensor.Shape[0], tokens.Count], Take(tensor, tensor.Shape[0], tokens));

    private string TransposedRows(OnnxEdit edit, OnnxTensor tensor, IReadOnlyList<int> tokens)
    {
        byte[] rows = Take(tensor, 1, tokens);
        int width = (int)tensor.Shape[1];
        int size = rows.Length / (tokens.Count * width);
        byte[] columns = new byte[rows.Length];
        for (int row = 0; row < tokens.Count; row++)
        {
            for (int column = 0; column < width; column++)
            {
                rows.AsSpan(((row * width) + column) * size, size).CopyTo(columns.AsSpan(((column * tokens.Count) + row) * size, size));
            }
        }

        return Add(edit, tensor, [width, tokens.Count], columns);
    }

    private byte[] Take(OnnxTensor tensor, long outer, IReadOnlyList<int> tokens) => tensor.Bytes > 0
        ? tensor.Take(outer, Vocabulary, tokens)
        : throw new NotSupportedException($"the weight '{tensor.Name}' is not stored as raw bytes");

    private static string Add(OnnxEdit edit, OnnxTensor original, long[] shape, byte[] bytes)
    {
        string name = original.Name + CutSuffix;
        edit.AddedWeights[name] = OnnxGraphWriter.TensorHead(name, (OnnxType)original.Type, shape).Raw(OnnxFields.Tensor.RawData, bytes);
        return name;
    }

    /// <summary>The old weights go unless something else reads them.</summary>
    private void RemoveUnused(OnnxEdit edit)
    {
        IEnumerable<string> replaced = edit.Nodes.Keys.SelectMany(node => node.Inputs)
            .Where(input => edit.AddedWeights.ContainsKey(input + CutSuffix));
        edit.RemovedWeights.UnionWith(
            replaced.Where(name => !_file.Nodes.Any(node => !edit.Nodes.ContainsKey(node) && node.Inputs.Contains(name))));
    }
}
