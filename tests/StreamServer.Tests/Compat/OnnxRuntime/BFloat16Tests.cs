using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class BFloat16Tests
{
    // The upper half of a binary32.
    [Theory]
    [InlineData(0f, 0x0000)]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2f, 0xC000)]
    [InlineData(3.140625f, 0x4049)]
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void Values_and_bits_agree_both_ways(float value, ushort bits)
    {
        Assert.Equal(bits, ((BFloat16)value).value);
        Assert.Equal(value, new BFloat16(bits).ToFloat());
        Assert.Equal(value, (float)new BFloat16(bits));
    }

    [Fact]
    public void Rounding_is_to_even()
    {
        Assert.Equal(0x3F80, ((BFloat16)BitConverter.UInt32BitsToSingle(0x3F80_8000)).value);
        Assert.Equal(0x3F82, ((BFloat16)BitConverter.UInt32BitsToSingle(0x3F81_8000)).value);
        Assert.Equal(0x3F81, ((BFloat16)BitConverter.UInt32BitsToSingle(0x3F80_8001)).value);
        Assert.True(BFloat16.IsNaN((BFloat16)float.NaN));
    }

    [Fact]
    public void Comparisons_follow_the_numbers()
    {
        Assert.True((BFloat16)(-1f) < BFloat16.Zero);
        Assert.True(BFloat16.One > BFloat16.Zero);
        Assert.False(BFloat16.NaN == new BFloat16(BFloat16.NaN.value));
        Assert.True(BFloat16.NaN.Equals(BFloat16.NaN));
        Assert.Equal((BFloat16)(-1f), BFloat16.Negate(BFloat16.One));
        Assert.True(BFloat16.IsFinite(BFloat16.MaxValue));
        Assert.True(BFloat16.IsNormal(BFloat16.Epsilon));
        Assert.True(BFloat16.IsSubnormal(new BFloat16(1)));
    }

    [Fact]
    public void A_model_makes_brain_floats_from_single()
    {
        using var session = new InferenceSession(new OnnxModel()
            .Input("X", TensorElementType.Float, 2)
            .Node("Cast", ["X"], ["Y"], ("to", (int)TensorElementType.BFloat16))
            .Output("Y", TensorElementType.BFloat16, 2)
            .ToBytes());
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new[] { -1f, 3.140625f }, [2]);

        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["X"], [input], ["Y"]);

        Assert.Equal([new BFloat16(0xBF80), new BFloat16(0x4049)], outputs[0].GetTensorDataAsSpan<BFloat16>());
    }
}
