using System.Globalization;
using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Onnx;

/// <summary>
/// Writes an ONNX model file while its graph is being built. Weights go straight to a second file, <c>NAME.data</c> (ONNX "external
/// data"), so that no more than one of them need ever be in memory and a model may be larger than protobuf's 2 GB; the graph itself is
/// kept small and written by <see cref="Save"/>. Nodes must be added in an order in which each one's inputs exist already.
/// </summary>
internal sealed partial class OnnxGraphWriter : IDisposable
{
    /// <summary>ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    // The builder of onnxruntime-genai writes IR version 10 and opset 21; nothing here needs more than 17, which older runtimes read too.
    private const int IrVersion = 8;
    private const int Opset = 17;

    // Mapped pages start at multiples of this; a runtime can map a weight that does, instead of copying it.
    private const int PageBytes = 4096;

    // Below this a weight stays in the graph file: constants of shape arithmetic must be there.
    private const int InlineBytes = 1024;

    private readonly ProtoMessage _graph = new();
    private readonly List<ProtoMessage> _metadata = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly string _dataName;
    private readonly FileStream _data;

    /// <param name="path">The model file; <c>path.data</c> is written beside it. Existing files are replaced.</param>
    /// <param name="graphName">What tools show as the graph's name.</param>
    public OnnxGraphWriter(string path, string graphName)
    {
        _path = path;
        _dataName = Path.GetFileName(path) + ".data";
        DataPath = path + ".data";
        File.Delete(path);
        _data = new FileStream(DataPath, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        _graph.Text(OnnxFields.Graph.Name, graphName);
    }

    /// <summary>The file of the weights; <see cref="Save"/> removes it when every weight fitted in the graph.</summary>
    public string DataPath { get; }

    /// <summary>Bytes of weights written so far.</summary>
    public long DataBytes { get; private set; }

    public string Input(string name, OnnxType type, params OnnxDimension[] shape)
    {
        _graph.Message(OnnxFields.Graph.Input, ValueInfo(name, type, shape));
        return Declare(name);
    }

    public void Output(string name, OnnxType type, params OnnxDimension[] shape) =>
        _graph.Message(OnnxFields.Graph.Output, ValueInfo(name, type, shape));

    /// <summary>One entry of the model's own metadata.</summary>
    public void Metadata(string key, string value) =>
        _metadata.Add(new ProtoMessage().Text(OnnxFields.Entry.Key, key).Text(OnnxFields.Entry.Value, value));

    /// <summary>A node with one output, which also names it.</summary>
    public string Node(string operation, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        Node(operation, "", inputs, [output], attributes);

    /// <summary>A node of any domain and any number of outputs; an empty name is an optional input or output that is absent.</summary>
    /// <returns>The first output.</returns>
    public string Node(string operation, string domain, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        if (inputs.FirstOrDefault(input => input.Length > 0 && !_names.Contains(input)) is { } missing)
        {
            throw new ArgumentException($"Node '{operation}' reads '{missing}', which no node, input or weight before it makes.",
                nameof(inputs));
        }

        foreach (string output in outputs.Where(output => output.Length > 0))
        {
            Declare(output);
        }

        ProtoMessage node = NodeMessage(operation, domain, inputs, outputs, attributes);
        _graph.Message(OnnxFields.Graph.Node, node);
        return outputs[0];
    }

    public string Floats(string name, ReadOnlySpan<float> values, params long[] shape) =>
        Weight(name, OnnxType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Bytes(string name, ReadOnlySpan<byte> values, params long[] shape) => Weight(name, OnnxType.UInt8, values, shape);

    public string SignedBytes(string name, ReadOnlySpan<sbyte> values, params long[] shape) =>
        Weight(name, OnnxType.Int8, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A constant without dimensions; the one that is there already when the graph has that name.</summary>
    public string Float(string name, float value) =>
        Has(name) ? name : Weight(name, OnnxType.Float, MemoryMarshal.AsBytes<float>([value]), []);

    /// <inheritdoc cref="Float"/>
    public string Byte(string name, byte value) => Has(name) ? name : Weight(name, OnnxType.UInt8, [value], []);

    /// <summary>Whether the graph has a value of that name.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>A one-dimensional constant.</summary>
    public string Longs(string name, params long[] values) =>
        Weight(name, OnnxType.Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    /// <summary>A constant without dimensions.</summary>
    public string Long(string name, long value) => Weight(name, OnnxType.Int64, MemoryMarshal.AsBytes<long>([value]), []);

    /// <summary>
    /// A weight too large for one array: <paramref name="fill"/> is asked for its elements from a given one on, piece by piece, in order.
    /// </summary>
    public string Floats(string name, Action<long, Span<float>> fill, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, dimension) => product * dimension);
        long offset = BeginData();
        float[] piece = new float[Math.Min(count, 1 << 20)];
        for (long start = 0; start < count; start += piece.Length)
        {
            Span<float> values = piece.AsSpan(0, (int)Math.Min(piece.Length, count - start));
            fill(start, values);
            _data.Write(MemoryMarshal.AsBytes(values));
        }

        AddExternal(name, OnnxType.Float, shape, offset, count * sizeof(float));
        return Declare(name);
    }

    /// <summary>Completes both files. The model file appears last and whole.</summary>
    public void Save()
    {
        _data.Flush();
        _data.Dispose();
        if (DataBytes == 0)
        {
            File.Delete(DataPath);
        }

        ProtoMessage model = new ProtoMessage()
            .Varint(OnnxFields.Model.IrVersion, IrVersion)
            .Text(OnnxFields.Model.Producer, "StreamServer")
            .Message(OnnxFields.Model.Graph, _graph)
            .Message(OnnxFields.Model.OpsetImport, new ProtoMessage().Text(OnnxFields.Opset.Domain, "")
                .Varint(OnnxFields.Opset.Version, Opset))
            .Message(OnnxFields.Model.OpsetImport, new ProtoMessage().Text(OnnxFields.Opset.Domain, Microsoft)
                .Varint(OnnxFields.Opset.Version, 1));
        _metadata.ForEach(entry => model.Message(OnnxFields.Model.Metadata, entry));
        AtomicFile.Write(_path, file => file.Write(model.Bytes));
    }

    public void Dispose() => _data.Dispose();

    private string Weight(string name, OnnxType type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        if (bytes.Length < InlineBytes)
        {
            _graph.Message(OnnxFields.Graph.Initializer, TensorHead(name, type, shape).Raw(OnnxFields.Tensor.RawData, bytes));
            return Declare(name);
        }

        long offset = BeginData();
        _data.Write(bytes);
        AddExternal(name, type, shape, offset, bytes.Length);
        return Declare(name);
    }

    private long BeginData()
    {
        long offset = (DataBytes + PageBytes - 1) / PageBytes * PageBytes;
        _data.Write(new byte[offset - DataBytes]);
        return offset;
    }

    private void AddExternal(string name, OnnxType type, long[] shape, long offset, long length)
    {
        DataBytes = offset + length;
        ProtoMessage tensor = TensorHead(name, type, shape);
        foreach ((string key, string value) in new[]
        {
            ("location", _dataName),
            ("offset", offset.ToString(CultureInfo.InvariantCulture)),
            ("length", length.ToString(CultureInfo.InvariantCulture)),
        })
        {
            tensor.Message(OnnxFields.Tensor.ExternalData,
                new ProtoMessage().Text(OnnxFields.Entry.Key, key).Text(OnnxFields.Entry.Value, value));
        }

        _graph.Message(OnnxFields.Graph.Initializer, tensor.Varint(OnnxFields.Tensor.DataLocation, ExternalLocation));
    }

    private string Declare(string name) =>
        _names.Add(name) ? name : throw new ArgumentException($"The graph already has a value '{name}'.", nameof(name));
}
