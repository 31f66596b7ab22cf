using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Files;

/// <summary>Files with more in front of their audio than one tag.</summary>
public sealed class OddMp3Tests
{
    private static readonly float[] Samples = TestAudio.Noise(3, 40_000, 0.3);
    private static readonly byte[] Mp3 = EncoderRun.Encode(AudioFormat.Mp3, 16000, Samples);
    private static readonly byte[] Wav = EncoderRun.Encode(AudioFormat.Wav, 16000, Samples, totalSamples: Samples.Length);

    /// <summary>ID3v2.4 §3: ten bytes, of which the last four are a length in sevens of bits; a footer repeats them.</summary>
    private static readonly byte[] Tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 16, .. new byte[16]];

    private static readonly byte[] TagWithFooter =
        [.. "ID3"u8, 4, 0, 0x10, 0, 0, 0, 16, .. new byte[16], .. "3DI"u8, 4, 0, 0x10, 0, 0, 0, 16];

    [Fact]
    public void Tags_and_zeros_before_the_first_frame_are_passed_over()
    {
        float[] plain = FileRun.ReadAll(Mp3);

        Assert.Equal(plain, FileRun.ReadAll([.. Tag, .. Mp3]));
        Assert.Equal(plain, FileRun.ReadAll([.. Tag, .. Tag, .. Mp3]));
        Assert.Equal(plain, FileRun.ReadAll([.. TagWithFooter, .. Mp3]));
        Assert.Equal(plain, FileRun.ReadAll([.. new byte[5000], .. Mp3]));
        Assert.Equal(plain, FileRun.ReadAll([.. Tag, .. new byte[300], .. Mp3]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    [InlineData(2000)]
    public void A_start_inside_a_frame_loses_that_frame_alone(int cut)
    {
        float[] plain = FileRun.ReadAll(Mp3);

        float[] read = FileRun.ReadAll(Mp3[cut..]);

        // The frame that the header's own would be, and those that were cut; the first of the rest has lost its reservoir.
        Assert.InRange(read.Length, plain.Length - ((cut / 144) + 3) * 1152, plain.Length);
        Assert.True(TestAudio.SnrDb(plain[^20_000..], read[^20_000..]) > 60);
    }

    [Fact]
    public void A_tag_before_a_wav_and_before_a_flac_is_passed_over()
    {
        byte[] flac = EncoderRun.Encode(AudioFormat.Flac, 16000, Samples);

        Assert.Equal(FileRun.ReadAll(Wav), FileRun.ReadAll([.. Tag, .. Wav]));
        Assert.Equal(FileRun.ReadAll(Wav), FileRun.ReadAll([.. TagWithFooter, .. Tag, .. Wav]));
        Assert.Equal(FileRun.ReadAll(flac), FileRun.ReadAll([.. Tag, .. flac]));
    }

    [Fact]
    public void A_wav_of_the_64_bit_kind_by_its_other_name_is_read()
    {
        byte[] renamed = [.. "BW64"u8, .. Wav[4..]];

        Assert.Equal(FileRun.ReadAll(Wav), FileRun.ReadAll(renamed));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'c', (byte)'a', (byte)'f', (byte)'f', 0, 1, 0, 0 }, "caf")]
    [InlineData(new byte[] { (byte)'#', (byte)'!', (byte)'A', (byte)'M', (byte)'R', 10 }, "amr")]
    public void Another_container_is_called_by_its_name(byte[] start, string name)
    {
        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll([.. start, .. new byte[100]]));

        Assert.Contains($"is {name}, not wav", error.Message);
    }

    [Fact]
    public void What_only_looks_like_frames_here_and_there_is_no_mp3()
    {
        byte[] noise = new byte[200_000];
        new Random(5).NextBytes(noise);
        noise[0] = 1;

        Assert.Throws<StreamException>(() => FileRun.ReadAll(noise));
    }
}
