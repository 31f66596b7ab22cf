using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class NodeMetadataTests
{
    [Fact]
    public void Symbolic_dimensions_are_minus_one_and_have_names()
    {
        using var session = new InferenceSession(TinyModels.Vad);

        NodeMetadata state = session.InputMetadata["state"];

        Assert.Equal([2, -1, 128], state.Dimensions);
        Assert.Equal(["", "batch", ""], state.SymbolicDimensions);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, state.OnnxValueType);
        Assert.True(state.IsTensor);
    }

    [Fact]
    public void A_scalar_has_no_dimensions()
    {
        using var session = new InferenceSession(TinyModels.Vad);

        NodeMetadata rate = session.InputMetadata["sr"];

        Assert.Empty(rate.Dimensions);
        Assert.Equal(TensorElementType.Int64, rate.ElementDataType);
        Assert.Equal(typeof(long), rate.ElementType);
    }

    [Theory]
    [InlineData(TensorElementType.Float, typeof(float))]
    [InlineData(TensorElementType.Float16, typeof(Float16))]
    [InlineData(TensorElementType.BFloat16, typeof(BFloat16))]
    [InlineData(TensorElementType.Double, typeof(double))]
    [InlineData(TensorElementType.Int8, typeof(sbyte))]
    [InlineData(TensorElementType.UInt8, typeof(byte))]
    [InlineData(TensorElementType.Int16, typeof(short))]
    [InlineData(TensorElementType.UInt16, typeof(ushort))]
    [InlineData(TensorElementType.Int32, typeof(int))]
    [InlineData(TensorElementType.UInt32, typeof(uint))]
    [InlineData(TensorElementType.UInt64, typeof(ulong))]
    [InlineData(TensorElementType.Bool, typeof(bool))]
    [InlineData(TensorElementType.String, typeof(string))]
    public void Element_types_map_to_types_of_dotnet(TensorElementType elementType, Type expected)
    {
        using var session = new InferenceSession(
            new OnnxModel().Input("X", elementType, 1).Node("Identity", ["X"], ["Y"]).Output("Y", elementType, 1).ToBytes());

        NodeMetadata output = session.OutputMetadata["Y"];

        Assert.Equal(elementType, output.ElementDataType);
        Assert.Equal(expected, output.ElementType);
        Assert.Equal(expected == typeof(string), output.IsString);
    }

    [Fact]
    public void A_sequence_is_no_tensor()
    {
        using var session = new InferenceSession(new OnnxModel()
            .SequenceInput("X")
            .Node("SequenceLength", ["X"], ["Y"])
            .Output("Y", TensorElementType.Int64)
            .ToBytes());

        NodeMetadata input = session.InputMetadata["X"];

        Assert.False(input.IsTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_SEQUENCE, input.OnnxValueType);
        Assert.Throws<OnnxRuntimeException>(() => input.Dimensions);
    }
}
