using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Decoders;

namespace StreamServer.Tests.Audio.Decoders;

public sealed class RawDecoderTests
{
    public static TheoryData<string, int> EveryEncodingAndChannelCount()
    {
        var all = new TheoryData<string, int>();
        foreach (string name in AudioEncodings.ByName.Keys.Where(name => name != "opus"))
        {
            foreach (int channels in new[] { 1, 2, 3, 8 })
            {
                all.Add(name, channels);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(EveryEncodingAndChannelCount))]
    public void EverySplitIntoTwoGivesTheSameSamples(string encoding, int channels)
    {
        byte[] bytes = [.. Enumerable.Range(0, 96 + 5).Select(i => (byte)(i * 37))];
        (float[] whole, int pending) = Decode(encoding, channels, bytes, [(0, bytes.Length)]);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            (float[] samples, int pendingHere) = Decode(encoding, channels, bytes, [(0, cut), (cut, bytes.Length - cut)]);
            Assert.True(whole.AsSpan().SequenceEqual(samples), $"cut at {cut}");
            Assert.Equal(pending, pendingHere);
        }
    }

    [Theory]
    [MemberData(nameof(EveryEncodingAndChannelCount))]
    public void RandomSplitsGiveTheSameSamples(string encoding, int channels)
    {
        int seed = channels * 13;
        var random = new Random(seed);
        byte[] bytes = new byte[200_003];
        random.NextBytes(bytes);
        (float[] whole, _) = Decode(encoding, channels, bytes, [(0, bytes.Length)]);
        foreach (int longest in new[] { 1, 3, 100, 50_000 })
        {
            (float[] samples, _) = Decode(encoding, channels, bytes, TestAudio.Pieces(random, bytes.Length, longest));
            Assert.True(whole.AsSpan().SequenceEqual(samples), $"seed {seed}, pieces up to {longest}");
        }
    }

    [Theory]
    [InlineData("pcm_s16le", 1, 7, 1)]
    [InlineData("pcm_s16le", 2, 7, 3)]
    [InlineData("pcm_f32le", 1, 7, 3)]
    [InlineData("pcm_f32le", 8, 63, 31)]
    [InlineData("mulaw", 1, 7, 0)]
    [InlineData("alaw", 4, 7, 3)]
    public void HalfASampleAtTheEndIsCounted(string encoding, int channels, int bytes, int expected)
    {
        (_, int pending) = Decode(encoding, channels, new byte[bytes], [(0, bytes)]);

        Assert.Equal(expected, pending);
    }

    [Fact]
    public void TheValuesAreThoseOfTheEncodingInChannelOrder()
    {
        Assert.Equal([0.5f, -1f], Decode("pcm_s16le", 2, [0x00, 0x40, 0x00, 0x80], [(0, 4)]).Samples);
        Assert.Equal([0.75f], Decode("pcm_f32le", 1, BitConverter.GetBytes(0.75f), [(0, 4)]).Samples);
        Assert.Equal([0f, 32124 / 32768f], Decode("mulaw", 2, [0xFF, 0x80], [(0, 2)]).Samples); // G.711: silence and the largest value
        Assert.Equal([8 / 32768f, 32256 / 32768f], Decode("alaw", 1, [0xD5, 0xAA], [(0, 2)]).Samples);
    }

    [Fact]
    public void FloatsThatAreNoAudioAreMadeSoundOrSilence()
    {
        float[] hostile = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e20f, -1e20f, 8f, -3f, 1e-40f];
        byte[] bytes = [.. hostile.SelectMany(BitConverter.GetBytes)];

        Assert.Equal([0, 0, 0, 8, -8, 8, -3, 1e-40f], Decode("pcm_f32le", 1, bytes, [(0, bytes.Length)]).Samples);
    }

    [Fact]
    public void NothingIsAllocatedOnceWarm()
    {
        using IAudioDecoder decoder = AudioDecoders.Create(AudioEncoding.PcmS16le, 48000, 2);
        var output = new SampleQueue();
        byte[] message = new byte[3841];

        Assert.Equal(0, Allocations.OnceWarm(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                decoder.Decode(message, output);
                output.Clear();
            }
        }));
    }

    [Theory]
    [InlineData("pcm_s16le", 7999, 1, "sample_rate")]
    [InlineData("pcm_s16le", 48001, 1, "sample_rate")]
    [InlineData("pcm_s16le", 16000, 0, "channels")]
    [InlineData("mulaw", 8000, 9, "channels")]
    [InlineData("opus", 44100, 1, "sample_rate")]
    [InlineData("opus", 48000, 3, "channels")]
    public void WhatIsOutOfRangeIsNamed(string encoding, int rate, int channels, string member)
    {
        AudioEncoding parsed = AudioEncodings.ByName[encoding];

        var error = Assert.Throws<StreamException>(() => AudioDecoders.Create(parsed, rate, channels));

        Assert.Equal(StreamError.ClientBadRequest, error.Error);
        Assert.Equal(member, error.Member);
    }

    [Fact]
    public void NamesOfEncodingsAreThoseOfTheWire()
    {
        Assert.Equal(["pcm_s16le", "linear16", "pcm_f32le", "linear32", "mulaw", "alaw", "opus"], AudioEncodings.ByName.Keys);
        Assert.Equal(AudioEncoding.PcmS16le, AudioEncodings.ByName["PCM_S16LE"]);
        Assert.Equal(["pcm_s16le", "pcm_f32le", "mulaw", "alaw", "opus"], Enum.GetValues<AudioEncoding>().Select(AudioEncodings.NameOf));
    }

    private static (float[] Samples, int Pending) Decode(
        string encoding, int channels, byte[] bytes, IEnumerable<(int Start, int Length)> pieces)
    {
        AudioEncoding parsed = AudioEncodings.ByName[encoding];
        using IAudioDecoder decoder = AudioDecoders.Create(parsed, 16000, channels);
        var output = new SampleQueue();
        foreach ((int start, int length) in pieces)
        {
            decoder.Decode(bytes.AsSpan(start, length), output);
        }

        Assert.Equal(0, output.Count % channels);
        return (output.Unread.ToArray(), decoder.PendingBytes);
    }
}
