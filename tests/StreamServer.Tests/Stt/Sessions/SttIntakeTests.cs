using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class SttIntakeTests
{
    [Theory]
    [InlineData(AudioEncoding.PcmS16le, 1)]
    [InlineData(AudioEncoding.PcmS16le, 2)]
    [InlineData(AudioEncoding.PcmF32le, 3)]
    [InlineData(AudioEncoding.MuLaw, 1)]
    [InlineData(AudioEncoding.Alaw, 2)]
    public void Streams_do_not_depend_on_how_the_bytes_are_cut(object encoding, int channels)
    {
        SttSessionSettings settings = new()
        {
            Encoding = (AudioEncoding)encoding,
            Channels = channels,
            ChannelUse = ChannelUse.Separate,
            SampleRate = 24000,
        };
        byte[] bytes = Bytes((AudioEncoding)encoding, 4000 * channels);
        float[][] whole = Take(settings, bytes, bytes.Length);

        foreach (int cut in (int[])[1, 3, 7, 501])
        {
            float[][] parts = Take(settings, bytes, cut);
            for (int stream = 0; stream < channels; stream++)
            {
                Assert.Equal(whole[stream], parts[stream]);
            }
        }
    }

    [Fact]
    public void Sixteen_kilohertz_mono_passes_bit_for_bit()
    {
        short[] samples = [0, 1, -1, short.MaxValue, short.MinValue];

        float[] stream = Take(new SttSessionSettings(), MemoryMarshal.AsBytes<short>(samples).ToArray(), 3)[0];

        Assert.Equal(samples.Select(sample => sample / 32768f), stream);
    }

    [Fact]
    public void Mixed_channels_are_their_mean()
    {
        short[] samples = [1000, 3000, -2000, 2000];

        float[] stream = Take(new SttSessionSettings { Channels = 2 }, MemoryMarshal.AsBytes<short>(samples).ToArray(), 5)[0];

        Assert.Equal([2000 / 32768f, 0], stream);
    }

    [Fact]
    public void Half_a_sample_is_kept_for_the_next_message()
    {
        SttIntake intake = new(new SttSessionSettings());

        intake.Push([1, 2, 3]);

        Assert.Equal(1, intake.Count);
        Assert.Equal(1, intake.Incomplete);
    }

    [Theory]
    [InlineData(AudioEncoding.PcmS16le, 2, 48000)]
    [InlineData(AudioEncoding.MuLaw, 1, 8000)]
    public void However_long_a_message_is_its_pieces_are_not(object encoding, int channels, int rate)
    {
        SttIntake intake = new(new SttSessionSettings { Encoding = (AudioEncoding)encoding, Channels = channels, SampleRate = rate });
        ReadOnlySpan<byte> message = new byte[1 << 20];
        while (!message.IsEmpty)
        {
            int taken = intake.Push(message);

            Assert.InRange(taken, 1, 64 * 1024);
            Assert.InRange(intake.Count, 0, 2 * 8192 + 256);
            message = message[taken..];
        }
    }

    private static float[][] Take(SttSessionSettings settings, byte[] bytes, int cut)
    {
        SttIntake intake = new(settings);
        List<float>[] streams = [.. Enumerable.Range(0, settings.Streams).Select(_ => new List<float>())];
        for (int start = 0; start < bytes.Length; start += cut)
        {
            ReadOnlySpan<byte> message = bytes.AsSpan(start, Math.Min(cut, bytes.Length - start));
            while (!message.IsEmpty)
            {
                message = message[intake.Push(message)..];
                Add();
            }
        }

        intake.Flush();
        Add();
        return [.. streams.Select(stream => stream.ToArray())];

        void Add()
        {
            for (int stream = 0; stream < streams.Length; stream++)
            {
                streams[stream].AddRange(intake.Stream(stream).Span);
            }
        }
    }

    private static byte[] Bytes(AudioEncoding encoding, int samples)
    {
        Random random = new(4);
        float[] values = [.. Enumerable.Range(0, samples).Select(_ => random.NextSingle() - 0.5f)];
        byte[] bytes = new byte[samples * encoding switch { AudioEncoding.PcmS16le => 2, AudioEncoding.PcmF32le => 4, _ => 1 }];
        switch (encoding)
        {
            case AudioEncoding.PcmS16le:
                SampleFormats.EncodeS16(values, bytes);
                break;
            case AudioEncoding.PcmF32le:
                MemoryMarshal.AsBytes<float>(values).CopyTo(bytes);
                break;
            default:
                random.NextBytes(bytes);
                break;
        }

        return bytes;
    }
}
