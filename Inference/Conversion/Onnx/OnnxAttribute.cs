namespace StreamServer.Inference.Conversion.Onnx;

/// <summary>One attribute of a node.</summary>
internal sealed class OnnxAttribute
{
    // onnx.proto, AttributeProto and AttributeProto.AttributeType.
    private const int NameField = 1;
    private const int FloatField = 2;
    private const int IntField = 3;
    private const int IntsField = 8;
    private const int TypeField = 20;
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int IntsType = 7;

    private OnnxAttribute(string name, int type, Action<ProtoMessage> value)
    {
        Message = new ProtoMessage().Text(NameField, name);
        value(Message);
        Message.Varint(TypeField, type);
    }

    public ProtoMessage Message { get; }

    public static OnnxAttribute Of(string name, long value) => new(name, IntType, message => message.Varint(IntField, value));

    public static OnnxAttribute Of(string name, float value) => new(name, FloatType, message => message.Float(FloatField, value));

    public static OnnxAttribute Ints(string name, params long[] values) => new(
        name,
        IntsType,
        message =>
        {
            foreach (long value in values)
            {
                message.Varint(IntsField, value);
            }
        });
}
