namespace StreamServer.Inference.Onnx;

/// <summary>One attribute of a node.</summary>
internal sealed class OnnxAttribute
{
    // onnx.proto, AttributeProto.AttributeType.
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int IntsType = 7;

    private OnnxAttribute(string name, int type, Action<ProtoMessage> value)
    {
        Message = new ProtoMessage().Text(OnnxFields.Attribute.Name, name);
        value(Message);
        Message.Varint(OnnxFields.Attribute.Type, type);
    }

    public ProtoMessage Message { get; }

    public static OnnxAttribute Of(string name, long value) =>
        new(name, IntType, message => message.Varint(OnnxFields.Attribute.Int, value));

    public static OnnxAttribute Of(string name, float value) =>
        new(name, FloatType, message => message.Float(OnnxFields.Attribute.Float, value));

    public static OnnxAttribute Ints(string name, params long[] values) => new(
        name,
        IntsType,
        message =>
        {
            foreach (long value in values)
            {
                message.Varint(OnnxFields.Attribute.Ints, value);
            }
        });
}
