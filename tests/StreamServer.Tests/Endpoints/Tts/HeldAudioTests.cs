using System.Buffers;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Tts;

public sealed class HeldAudioTests
{
    [Fact]
    public void Bytes_come_out_as_they_went_in_and_are_held_no_longer()
    {
        UnsentAudio unsent = new(new TtsWireOptions());
        Random random = new(5);
        byte[] expected = new byte[500_000];
        random.NextBytes(expected);
        HeldAudio held = new(unsent, "a");
        for (int at = 0; at < expected.Length;)
        {
            int length = Math.Min(random.Next(1, 90_000), expected.Length - at);
            if (random.Next(2) == 0)
            {
                held.Write(expected.AsSpan(at, length));
            }
            else
            {
                expected.AsSpan(at, length).CopyTo(held.GetSpan(length));
                held.Advance(length);
            }

            at += length;
        }

        Assert.Equal(expected.Length, held.Length);
        Assert.InRange(unsent.Held, expected.Length, 4 * expected.Length);
        MemoryStream read = new();
        while (held.Take() is { IsEmpty: false } block)
        {
            read.Write(block.Span);
        }

        Assert.Equal(expected, read.ToArray());
        held.Dispose();
        Assert.Equal(0, unsent.Held);
    }

    [Fact]
    public void Over_the_limit_of_all_or_of_one_caller_nothing_more_is_held()
    {
        UnsentAudio unsent = new(new TtsWireOptions { MaxUnsentBytes = 4 << 20 });
        using (HeldAudio first = new(unsent, "a"))
        {
            Assert.Equal(StreamError.ServerBusy, Assert.Throws<StreamException>(() => first.Write(new byte[4 << 20])).Error);
            Assert.InRange(first.Length, 2 << 20, 3 << 20);
            using HeldAudio second = new(unsent, "b");
            second.Write(new byte[1 << 19]);
            Assert.Throws<StreamException>(() => second.Write(new byte[4 << 20]));
        }

        Assert.Equal(0, unsent.Held);
    }
}
