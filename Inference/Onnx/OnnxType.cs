namespace StreamServer.Inference.Onnx;

/// <summary>Element types with ONNX's own numbers (onnx.proto, <c>TensorProto.DataType</c>).</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
}
