namespace StreamServer.Inference.Onnx;

/// <summary>Messages that are nothing but fields.</summary>
internal sealed partial class OnnxGraphWriter
{
    // TensorProto.DataLocation.EXTERNAL
    private const int ExternalLocation = 1;

    public static ProtoMessage TensorHead(string name, OnnxType type, long[] shape)
    {
        ProtoMessage tensor = new();
        foreach (long dimension in shape)
        {
            tensor.Varint(OnnxFields.Tensor.Dimension, dimension);
        }

        return tensor.Varint(OnnxFields.Tensor.DataType, (long)type).Text(OnnxFields.Tensor.Name, name);
    }

    /// <summary>A node, named by its first output.</summary>
    public static ProtoMessage NodeMessage(string operation, string domain, string[] inputs, string[] outputs, OnnxAttribute[] attributes)
    {
        ProtoMessage node = new();
        foreach (string input in inputs)
        {
            node.Text(OnnxFields.Node.Input, input);
        }

        foreach (string output in outputs)
        {
            node.Text(OnnxFields.Node.Output, output);
        }

        node.Text(OnnxFields.Node.Name, outputs[0]).Text(OnnxFields.Node.Operation, operation);
        foreach (OnnxAttribute attribute in attributes)
        {
            node.Message(OnnxFields.Node.Attribute, attribute.Message);
        }

        return domain.Length > 0 ? node.Text(OnnxFields.Node.Domain, domain) : node;
    }

    public static ProtoMessage ValueInfo(string name, OnnxType type, OnnxDimension[] dimensions)
    {
        ProtoMessage shape = new();
        foreach (OnnxDimension dimension in dimensions)
        {
            ProtoMessage message = new();
            shape.Message(1, dimension.Name is { } symbol ? message.Text(OnnxFields.Dimension.Name, symbol) : message.Varint(
                OnnxFields.Dimension.Size, dimension.Size));
        }

        ProtoMessage tensorType = new ProtoMessage().Varint(OnnxFields.TensorType.ElementType, (long)type)
            .Message(OnnxFields.TensorType.Shape, shape);
        return new ProtoMessage().Text(OnnxFields.ValueInfo.Name, name)
            .Message(OnnxFields.ValueInfo.Type, new ProtoMessage().Message(1, tensorType));
    }
}
