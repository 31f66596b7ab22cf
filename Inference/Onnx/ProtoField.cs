namespace StreamServer.Inference.Onnx;

/// <summary>One field of a protocol-buffers message that was read.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Encoded">The whole field in wire format, its tag included.</param>
/// <param name="Content">Of a length-delimited field, what is inside; otherwise empty.</param>
/// <param name="Value">Of a varint or fixed field, the number.</param>
internal readonly record struct ProtoField(int Number, ReadOnlyMemory<byte> Encoded, ReadOnlyMemory<byte> Content, long Value);
