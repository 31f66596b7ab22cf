namespace StreamServer.Inference.Conversion.Onnx;

/// <summary>Field numbers of onnx.proto, and the messages that are nothing but fields.</summary>
internal sealed partial class OnnxGraphWriter
{
    // TensorProto.DataLocation.EXTERNAL
    private const int ExternalLocation = 1;

    private static ProtoMessage TensorHead(string name, OnnxType type, long[] shape)
    {
        ProtoMessage tensor = new();
        foreach (long dimension in shape)
        {
            tensor.Varint(TensorFields.Dimension, dimension);
        }

        return tensor.Varint(TensorFields.DataType, (long)type).Text(TensorFields.Name, name);
    }

    private static ProtoMessage ValueInfo(string name, OnnxType type, OnnxDimension[] dimensions)
    {
        ProtoMessage shape = new();
        foreach (OnnxDimension dimension in dimensions)
        {
            ProtoMessage message = new();
            shape.Message(1, dimension.Name is { } symbol ? message.Text(DimensionFields.Name, symbol) : message.Varint(DimensionFields.Size, dimension.Size));
        }

        ProtoMessage tensorType = new ProtoMessage().Varint(TensorTypeFields.ElementType, (long)type).Message(TensorTypeFields.Shape, shape);
        return new ProtoMessage().Text(ValueInfoFields.Name, name).Message(ValueInfoFields.Type, new ProtoMessage().Message(1, tensorType));
    }

    private static class ModelFields
    {
        public const int IrVersion = 1;
        public const int Producer = 2;
        public const int Graph = 7;
        public const int OpsetImport = 8;
        public const int Metadata = 14;
    }

    private static class OpsetFields
    {
        public const int Domain = 1;
        public const int Version = 2;
    }

    private static class GraphFields
    {
        public const int Node = 1;
        public const int Name = 2;
        public const int Initializer = 5;
        public const int Input = 11;
        public const int Output = 12;
    }

    private static class NodeFields
    {
        public const int Input = 1;
        public const int Output = 2;
        public const int Name = 3;
        public const int Operation = 4;
        public const int Attribute = 5;
        public const int Domain = 7;
    }

    private static class TensorFields
    {
        public const int Dimension = 1;
        public const int DataType = 2;
        public const int Name = 8;
        public const int RawData = 9;
        public const int ExternalData = 13;
        public const int DataLocation = 14;
    }

    private static class EntryFields
    {
        public const int Key = 1;
        public const int Value = 2;
    }

    private static class ValueInfoFields
    {
        public const int Name = 1;
        public const int Type = 2;
    }

    private static class TensorTypeFields
    {
        public const int ElementType = 1;
        public const int Shape = 2;
    }

    private static class DimensionFields
    {
        public const int Size = 1;
        public const int Name = 2;
    }
}
