using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

/// <summary>
/// Writes small ONNX files, so that a test knows what a model computes. Field numbers are those of <c>onnx.proto</c>.
/// </summary>
internal sealed class OnnxModel
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    private readonly ProtobufWriter _graph = new();
    private readonly ProtobufWriter _metadata = new();

    /// <summary>One multiplication: <c>Y[N, 2] = X[N, 2] · W[2, 2]</c>, and W is a weight in row order.</summary>
    public static OnnxModel MatMul(params float[] weights) => new OnnxModel()
        .Input("X", TensorElementType.Float, "N", 2)
        .Initializer("W", weights, 2, 2)
        .Node("MatMul", ["X", "W"], ["Y"])
        .Output("Y", TensorElementType.Float, "N", 2);

    /// <summary>A loop that counts Y up from X and whose condition never becomes false.</summary>
    public static OnnxModel Endless() => new OnnxModel()
        .Input("X", TensorElementType.Float, 1)
        .Initializer("one", [1f], 1)
        .Node("Loop", ["", "", "X"], ["Y"], ("body", new OnnxModel()
            .Input("round", TensorElementType.Int64)
            .Input("go_on", TensorElementType.Bool)
            .Input("value", TensorElementType.Float, 1)
            .Node("Identity", ["go_on"], ["go_on_out"])
            .Node("Add", ["value", "one"], ["value_out"])
            .Output("go_on_out", TensorElementType.Bool)
            .Output("value_out", TensorElementType.Float, 1)))
        .Output("Y", TensorElementType.Float, 1);

    /// <summary>A tensor input; its dimensions are numbers, or names of symbolic dimensions.</summary>
    public OnnxModel Input(string name, TensorElementType type, params object[] dimensions)
    {
        _graph.Message(11, TensorInfo(name, type, dimensions));
        return this;
    }

    /// <summary>An input that is a sequence of float tensors.</summary>
    public OnnxModel SequenceInput(string name)
    {
        ProtobufWriter tensor = new ProtobufWriter().Message(1, new ProtobufWriter().Varint(1, (long)TensorElementType.Float));
        ProtobufWriter sequence = new ProtobufWriter().Message(4, new ProtobufWriter().Message(1, tensor));
        _graph.Message(11, new ProtobufWriter().Text(1, name).Message(2, sequence));
        return this;
    }

    public OnnxModel Output(string name, TensorElementType type, params object[] dimensions)
    {
        _graph.Message(12, TensorInfo(name, type, dimensions));
        return this;
    }

    public OnnxModel Initializer(string name, float[] values, params int[] shape)
    {
        var tensor = new ProtobufWriter();
        Array.ForEach(shape, dimension => tensor.Varint(1, dimension));
        tensor.Varint(2, (long)TensorElementType.Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values));
        _graph.Message(5, tensor);
        return this;
    }

    /// <summary>A node; values of attributes are integers or, for the body of a loop, models.</summary>
    public OnnxModel Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        const int IntegerType = 2;
        const int GraphType = 5;
        var node = new ProtobufWriter();
        Array.ForEach(inputs, input => node.Text(1, input));
        Array.ForEach(outputs, output => node.Text(2, output));
        node.Text(4, type);
        foreach ((string name, object value) in attributes)
        {
            ProtobufWriter attribute = new ProtobufWriter().Text(1, name);
            node.Message(5, value is OnnxModel body
                ? attribute.Message(6, body._graph.Clone().Text(2, "body")).Varint(20, GraphType)
                : attribute.Varint(3, Convert.ToInt64(value)).Varint(20, IntegerType));
        }

        _graph.Message(1, node);
        return this;
    }

    public OnnxModel Metadata(string key, string value)
    {
        _metadata.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        return this;
    }

    public byte[] ToBytes() => new ProtobufWriter()
        .Varint(1, IrVersion)
        .Text(2, "the producer")
        .Text(4, "the.domain")
        .Varint(5, 7)
        .Text(6, "the description")
        .Message(7, _graph.Clone().Text(2, "the graph").Text(10, "the graph's description"))
        .Message(8, new ProtobufWriter().Text(1, "").Varint(2, Opset))
        .Append(_metadata)
        .ToArray();

    private static ProtobufWriter TensorInfo(string name, TensorElementType type, object[] dimensions)
    {
        var shape = new ProtobufWriter();
        foreach (object dimension in dimensions)
        {
            shape.Message(1, dimension is string symbol
                ? new ProtobufWriter().Text(2, symbol)
                : new ProtobufWriter().Varint(1, Convert.ToInt64(dimension)));
        }

        ProtobufWriter tensor = new ProtobufWriter().Varint(1, (long)type).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
