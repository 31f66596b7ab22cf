using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Files;

public sealed class StreamedFileTests
{
    private static readonly float[] Samples = TestAudio.Noise(7, 50_000, 0.3);

    [Theory]
    [InlineData("wav", 1000)]
    [InlineData("wav", 131)]
    [InlineData("flac", 1000)]
    [InlineData("mp3", 1000)]
    [InlineData("mp3", 100_000)]
    [InlineData("opus", 777)]
    [InlineData("opus", 100_000)]
    public void What_comes_in_pieces_is_decoded_as_the_file_is(string format, int piece)
    {
        byte[] data = EncoderRun.Encode(Enum.Parse<AudioFormat>(format, ignoreCase: true), 16000, Samples);

        using StreamedFile file = new();
        List<float> read = Read(file, data, piece);

        Assert.Equal(FileRun.ReadAll(data), read);
        Assert.Equal(format, file.Format);
        Assert.Equal(1, file.Channels);
    }

    [Fact]
    public void Audio_comes_out_before_the_file_is_whole()
    {
        byte[] data = EncoderRun.Encode(
            AudioFormat.Opus, 16000, Samples, TestAudio.Pieces(new Random(1), Samples.Length, 3200), flushEach: true);
        using StreamedFile file = new();

        file.Push(data.AsSpan(0, data.Length / 2));

        Assert.InRange(file.Ready.Length, 48_000, 90_000);
        Assert.Equal(48000, file.SampleRate);
    }

    [Fact]
    public void Recordings_in_wav_one_after_the_other_are_one()
    {
        byte[] wav = EncoderRun.Encode(AudioFormat.Wav, 16000, Samples[..1600], totalSamples: 1600);
        using StreamedFile file = new();

        List<float> read = Read(file, [.. wav, .. wav, .. "LIST"u8, 4, 0, 0, 0, 1, 2, 3, 4], 900);

        Assert.Equal([.. FileRun.ReadAll(wav), .. FileRun.ReadAll(wav)], read);
    }

    [Fact]
    public void A_few_bytes_that_stand_for_much_come_out_a_piece_at_a_time()
    {
        byte[] data = EncoderRun.Encode(AudioFormat.Flac, 16000, new float[3_000_000]);
        using StreamedFile file = new();

        file.Push(data);
        Assert.True(file.HasMore);
        long all = 0;
        while (file.HasMore)
        {
            Assert.InRange(file.Ready.Length, 1, 200_000);
            all += file.Ready.Length;
            file.Clear();
            file.Continue();
        }

        all += file.Ready.Length;
        file.Clear();
        file.End();
        Assert.Equal(3_000_000, all + file.Ready.Length);
    }

    [Fact]
    public void What_is_damaged_is_told_and_one_that_nobody_wants_ends()
    {
        byte[] data = EncoderRun.Encode(AudioFormat.Opus, 16000, Samples);
        data[data.Length / 2] ^= 0x55;
        using StreamedFile damaged = new();
        Assert.Throws<StreamException>(() => Read(damaged, data, 5000));

        StreamedFile left = new();
        left.Push(data.AsSpan(0, 1000));
        int ready = left.Ready.Length;
        left.Dispose();
        left.Push(data.AsSpan(1000));
        Assert.Equal(ready, left.Ready.Length);
    }

    private static List<float> Read(StreamedFile file, byte[] data, int piece)
    {
        List<float> read = [];
        for (int start = 0; start < data.Length; start += piece)
        {
            file.Push(data.AsSpan(start, Math.Min(piece, data.Length - start)));
            Take();
        }

        file.End();
        Take();
        return read;

        void Take()
        {
            read.AddRange(file.Ready);
            file.Clear();
            while (file.HasMore)
            {
                file.Continue();
                read.AddRange(file.Ready);
                file.Clear();
            }
        }
    }
}
