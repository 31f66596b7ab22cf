using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class KvBuffersTests
{
    private static readonly KvShape Shape = new(Slots: 3, Layers: 1, KvHeads: 2, MaxLength: 8, HeadSize: 4);

    [Theory]
    [InlineData(TensorElementType.Float, 4)]
    [InlineData(TensorElementType.Float16, 2)]
    [InlineData(TensorElementType.BFloat16, 2)]
    public void A_slot_alone_and_in_a_batch_is_the_same_memory(TensorElementType type, int elementSize)
    {
        using KvBuffers buffers = new(Shape, type);
        int slotBytes = 2 * 8 * 4 * elementSize;
        using OrtValue all = buffers.View(1, 0, 3);
        Span<byte> bytes = all.GetTensorMutableRawData();
        Assert.Equal(3 * slotBytes, bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 7);
        }

        for (int slot = 0; slot < 3; slot++)
        {
            using OrtValue one = buffers.View(1, slot, 1);
            Assert.True(one.GetTensorMutableRawData().SequenceEqual(bytes.Slice(slot * slotBytes, slotBytes)), $"Slot {slot}.");
        }
    }

    [Theory]
    [InlineData(TensorElementType.Float, 4)]
    [InlineData(TensorElementType.BFloat16, 2)]
    public void Swapped_slots_hold_each_others_first_tokens(TensorElementType type, int elementSize)
    {
        using KvBuffers buffers = new(Shape, type);
        using OrtValue all = buffers.View(0, 0, 3);
        Span<byte> bytes = all.GetTensorMutableRawData();
        new Random(1).NextBytes(bytes);
        byte[] before = bytes.ToArray();

        buffers.Swap(0, 3, 2, 5);

        int headBytes = 8 * 4 * elementSize;
        int tokens = 5 * 4 * elementSize;
        for (int head = 0; head < 2; head++)
        {
            int one = head * headBytes;
            int other = (2 * 2 * headBytes) + one;
            Assert.True(before.AsSpan(one, tokens).SequenceEqual(bytes.Slice(other, tokens)));
            Assert.True(before.AsSpan(other, tokens).SequenceEqual(bytes.Slice(one, tokens)));
        }

        Assert.True(before.AsSpan(2 * headBytes, 2 * headBytes).SequenceEqual(bytes.Slice(2 * headBytes, 2 * headBytes)));
    }
}
