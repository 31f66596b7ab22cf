using System.Text;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Files;

public sealed class WavFileTests
{
    [Theory]
    [InlineData("pcm_u8", 1, 1.01 / 128)]
    [InlineData("pcm_s16le", 2, 0.51 / 32768)]
    [InlineData("pcm_s24le", 1, 1.01 / 8388608)]
    [InlineData("pcm_s24le", 6, 1.01 / 8388608)] // more than two channels: extensible
    [InlineData("pcm_s32le", 2, 1e-7)]
    [InlineData("pcm_f32le", 2, 0.0)]
    [InlineData("pcm_f64le", 1, 0.0)]
    [InlineData("pcm_mulaw", 1, 0.02)]
    [InlineData("pcm_alaw", 2, 0.02)]
    public async Task EveryEncodingOfFfmpegIsReadToTheSample(string codec, int channels, double tolerance)
    {
        float[] samples = TestAudio.Noise(3, 5000 * channels);

        byte[] wav = await Ffmpeg.EncodeAsync(samples, 22050, channels, $"-c:a {codec} -f wav");
        using IAudioFile file = AudioFiles.Open(new MemoryStream(wav));
        float[] read = FileRun.ReadAll(file, 1001);

        Assert.Equal(("wav", 22050, channels), (file.Format, file.SampleRate, file.Channels));
        Assert.Equal(samples.Length, read.Length);
        double largest = samples.Zip(read, (a, b) => (double)Math.Abs(a - b)).Max();
        Assert.True(largest <= tolerance, $"off by {largest}");
    }

    [Theory]
    [InlineData(100)] // as it is
    [InlineData(0xFFFFFFFF)] // streamed
    [InlineData(0x7FFFFFFF)]
    public void ASizeThatTheFileDoesNotHaveMeansUntilTheEnd(long size)
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, TestAudio.Noise(1, 50), totalSamples: 50);
        BitConverter.GetBytes((uint)size).CopyTo(wav, 40);

        Assert.Equal(50, FileRun.ReadAll(wav).Length);
    }

    [Fact]
    public void AHeaderThatWasNeverFilledInMeansUntilTheEnd()
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, TestAudio.Noise(1, 50), totalSamples: 0);

        Assert.Equal(50, FileRun.ReadAll(wav).Length);
    }

    [Fact]
    public void OtherChunksArePassedOverAtEvenPositions()
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, [0.5f, -0.5f], totalSamples: 2);
        byte[] odd = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        byte[] file = [.. wav[..12], .. odd, .. wav[12..36], .. odd, .. wav[36..], .. odd];
        BitConverter.GetBytes(file.Length - 8).CopyTo(file, 4);

        Assert.Equal([0.5f, -0.5f], FileRun.ReadAll(file));
    }

    [Fact]
    public void HalfASampleAtTheEndIsLeftOut()
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, [0.5f, -0.5f]);

        Assert.Equal([0.5f], FileRun.ReadAll(wav[..^1]));
    }

    [Theory]
    [InlineData(22, 0, "0 channels")]
    [InlineData(22, 9, "9 channels")]
    [InlineData(24, 100, "100 Hz")]
    [InlineData(20, 85, "encoding 85")] // mp3 in wav
    [InlineData(34, 12, "12 bits")]
    public void WhatIsWrongWithTheFormatIsSaid(int offset, byte value, string said)
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, [0.5f]);
        wav[offset] = value;
        wav[offset + 1] = 0;

        var error = Assert.Throws<StreamException>(() => AudioFiles.Open(new MemoryStream(wav)));

        Assert.Equal(StreamError.ClientBadAudio, error.Error);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("RIFF\0\0\0\0WAVE", "no fmt chunk")]
    [InlineData("RIFF\0\0\0\0WAVEdata\0\0\0\0", "before its fmt chunk")]
    [InlineData("RIFF\0\0\0\0WAVEfmt \u0004\0\0\0abcd", "4 bytes")]
    public void AMissingPartIsNamed(string file, string said)
    {
        var error = Assert.Throws<StreamException>(() => AudioFiles.Open(new MemoryStream(Encoding.Latin1.GetBytes(file))));

        Assert.Contains(said, error.Message);
    }
}
