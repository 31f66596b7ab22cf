using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class Float16Tests
{
    // IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 bits of fraction.
    [Theory]
    [InlineData(0f, 0x0000)]
    [InlineData(-0f, 0x8000)]
    [InlineData(1f, 0x3C00)]
    [InlineData(-2f, 0xC000)]
    [InlineData(0.333251953125f, 0x3555)]
    [InlineData(65504f, 0x7BFF)]
    [InlineData(6.103515625e-05f, 0x0400)]
    [InlineData(5.9604644775390625e-08f, 0x0001)]
    [InlineData(float.PositiveInfinity, 0x7C00)]
    [InlineData(float.NegativeInfinity, 0xFC00)]
    public void Values_and_bits_agree_both_ways(float value, ushort bits)
    {
        Assert.Equal(bits, ((Float16)value).value);
        Assert.Equal(value, new Float16(bits).ToFloat());
        Assert.Equal(value, (float)new Float16(bits));
    }

    [Fact]
    public void Rounding_is_to_even_and_overflow_is_infinity()
    {
        Assert.Equal(0x3C00, ((Float16)(1f + 0.00048828125f)).value);
        Assert.Equal(0x3C02, ((Float16)(1f + 0.00146484375f)).value);
        Assert.True(Float16.IsPositiveInfinity((Float16)70_000f));
    }

    [Fact]
    public void Comparisons_follow_the_numbers()
    {
        Assert.True((Float16)(-1f) < Float16.Zero);
        Assert.True(Float16.One > Float16.Zero);
        Assert.True(Float16.One >= Float16.One);
        Assert.True(Float16.NegativeZero <= Float16.Zero);
        Assert.False(Float16.NaN == new Float16(Float16.NaN.value));
        Assert.True(Float16.NaN.Equals(Float16.NaN));
        Assert.Equal(-1, Float16.One.CompareTo((Float16)2f));
        Assert.Equal((Float16)(-1f), Float16.Negate(Float16.One));
    }

    [Fact]
    public void Classes_of_numbers_are_told_apart()
    {
        Assert.True(Float16.IsNaN(Float16.NaN));
        Assert.True(Float16.IsSubnormal(new Float16(1)));
        Assert.True(Float16.IsNormal(Float16.Epsilon));
        Assert.True(Float16.IsFinite(Float16.MaxValue));
        Assert.True(Float16.IsNegativeInfinity(Float16.NegativeInfinity));
        Assert.True(Float16.IsNegative(Float16.MinValue));
        Assert.False(Float16.IsInfinity(Float16.Pi));
    }

    [Fact]
    public void A_model_makes_half_precision_from_single()
    {
        using var session = new InferenceSession(new OnnxModel()
            .Input("X", TensorElementType.Float, 3)
            .Node("Cast", ["X"], ["Y"], ("to", (int)TensorElementType.Float16))
            .Output("Y", TensorElementType.Float16, 3)
            .ToBytes());
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new[] { 1f, -0.1f, 1000.3f }, [3]);

        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["X"], [input], ["Y"]);

        Assert.Equal([(Float16)1f, (Float16)(-0.1f), (Float16)1000.3f], outputs[0].GetTensorDataAsSpan<Float16>());
    }
}
