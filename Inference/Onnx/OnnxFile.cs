namespace StreamServer.Inference.Onnx;

/// <summary>
/// A model file, taken apart so far that single nodes and weights can be exchanged; everything else is written again byte by byte, and
/// weights outside of the file stay where they are.
/// </summary>
internal sealed class OnnxFile
{
    private readonly string _folder;
    private readonly List<ProtoField> _model;
    private readonly int _graphAt;
    private readonly List<ProtoField> _graph;

    private OnnxFile(byte[] bytes, string folder)
    {
        _folder = folder;
        _model = ProtoReader.Read(bytes);
        _graphAt = _model.FindIndex(field => field.Number == OnnxFields.Model.Graph);
        if (_graphAt < 0)
        {
            throw new InvalidDataException("It has no graph.");
        }

        _graph = ProtoReader.Read(_model[_graphAt].Content);
        Nodes = [.. _graph.Where(field => field.Number == OnnxFields.Graph.Node).Select(field => new OnnxNode(field))];
        Weights = _graph.Where(field => field.Number == OnnxFields.Graph.Initializer).Select(field => new OnnxTensor(field, folder))
            .ToDictionary(tensor => tensor.Name);
        Outputs = [.. Names(OnnxFields.Graph.Output)];
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyDictionary<string, OnnxTensor> Weights { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Files beside the model that hold weights.</summary>
    public IEnumerable<string> WeightFiles => Weights.Values.Select(tensor => tensor.File).OfType<string>().Distinct();

    /// <exception cref="InvalidDataException">It is no ONNX model.</exception>
    public static OnnxFile Load(string path)
    {
        try
        {
            return new OnnxFile(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{path} is not an ONNX model: {exception.Message}", exception);
        }
    }

    /// <summary>The dimensions of a graph output.</summary>
    public IReadOnlyList<OnnxDimension> ShapeOf(string output)
    {
        List<ProtoField> info = ProtoReader.Read(
            _graph.First(field => field.Number == OnnxFields.Graph.Output && NameOf(field) == output).Content);
        IEnumerable<ProtoField> shape = Inside(Inside(Inside(info, OnnxFields.ValueInfo.Type), 1), OnnxFields.TensorType.Shape);
        return [.. shape.Select(field => ProtoReader.Read(field.Content))
            .Select(dimension => dimension.TextOf(OnnxFields.Dimension.Name) is { Length: > 0 } name
            ? (OnnxDimension)name
            : dimension.FirstOrDefault(field => field.Number == OnnxFields.Dimension.Size).Value)];
    }

    /// <summary>The element type of a graph output; onnx.proto, <c>TensorProto.DataType</c>.</summary>
    public int TypeOf(string output)
    {
        List<ProtoField> info = ProtoReader.Read(
            _graph.First(field => field.Number == OnnxFields.Graph.Output && NameOf(field) == output).Content);
        return (int)Inside(Inside(info, OnnxFields.ValueInfo.Type), 1)
            .FirstOrDefault(field => field.Number == OnnxFields.TensorType.ElementType).Value;
    }

    /// <summary>Writes the model with changes.</summary>
    public void Write(Stream output, OnnxEdit edit)
    {
        List<ReadOnlyMemory<byte>> graph = [.. Edited(edit)];
        for (int i = 0; i < _model.Count; i++)
        {
            if (i != _graphAt)
            {
                output.Write(_model[i].Encoded.Span);
                continue;
            }

            output.Write(new ProtoMessage().Head(OnnxFields.Model.Graph, graph.Sum(field => (long)field.Length)).Bytes);
            foreach (ReadOnlyMemory<byte> field in graph)
            {
                output.Write(field.Span);
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Edited(OnnxEdit edit)
    {
        int node = 0;
        foreach (ProtoField field in _graph)
        {
            switch (field.Number)
            {
                case OnnxFields.Graph.Node when edit.Nodes.TryGetValue(Nodes[node++], out IReadOnlyList<ProtoMessage>? nodes):
                    foreach (ProtoMessage message in nodes)
                    {
                        yield return Encoded(OnnxFields.Graph.Node, message);
                    }

                    break;

                case OnnxFields.Graph.Initializer when edit.RemovedWeights.Contains(new OnnxTensor(field, _folder).Name):
                case OnnxFields.Graph.ValueInfo when edit.ForgottenShapes.Contains(NameOf(field)):
                    break;

                case OnnxFields.Graph.Output when edit.Outputs.TryGetValue(NameOf(field), out ProtoMessage? info):
                    yield return Encoded(OnnxFields.Graph.Output, info);
                    break;

                default:
                    yield return field.Encoded;
                    break;
            }
        }

        foreach (ProtoMessage weight in edit.AddedWeights.Values)
        {
            yield return Encoded(OnnxFields.Graph.Initializer, weight);
        }
    }

    private static byte[] Encoded(int number, ProtoMessage message) => new ProtoMessage().Message(number, message).Bytes.ToArray();

    private static string NameOf(ProtoField valueInfo) => ProtoReader.Read(valueInfo.Content).TextOf(OnnxFields.ValueInfo.Name);

    private static List<ProtoField> Inside(IEnumerable<ProtoField> fields, int number) =>
        ProtoReader.Read(fields.FirstOrDefault(field => field.Number == number).Content);

    private IEnumerable<string> Names(int number) => _graph.Where(field => field.Number == number).Select(NameOf);
}
