using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Testing.Hostile;

namespace StreamServer.Tests.Audio.Files;

/// <summary>WebM and MP4, as ffmpeg writes them and as other writers may: all hold the samples that the same packets have in Ogg.</summary>
public sealed class BrowserFileTests
{
    private static readonly float[] Tone = FileRun.ReadAll(HostileFiles.Sound(AudioFormat.Opus));

    [Theory]
    [InlineData("-c:a libopus -b:a 48k -f webm", "webm", 1)]
    [InlineData("-c:a libopus -b:a 96k -f webm -live 1", "webm", 2)]
    [InlineData("-c:a libopus -b:a 48k -f matroska -cluster_time_limit 200", "webm", 1)]
    [InlineData("-c:a libopus -b:a 96k -strict -2 -f mp4 -movflags empty_moov+default_base_moof -frag_duration 300000", "mp4", 2)]
    [InlineData("-c:a libopus -b:a 48k -strict -2 -f mp4 -movflags frag_keyframe+empty_moov", "mp4", 1)]
    public async Task FilesOfFfmpegAreReadAsFfmpegReadsThem(string options, string format, int channels)
    {
        float[] samples = TestAudio.Noise(9, 48000 * channels, 0.3);
        byte[] data = await Ffmpeg.EncodeAsync(samples, 48000, channels, options);
        float[] expected = await Ffmpeg.DecodeAsync(data, "-c:a libopus", outputOptions: string.Empty);

        using IAudioFile file = AudioFiles.Open(new MemoryStream(data));
        float[] read = FileRun.ReadAll(file);

        Assert.Equal((format, 48000, channels), (file.Format, file.SampleRate, file.Channels));

        // What an edit list leaves out at the end is less than a packet.
        Assert.InRange(read.Length - expected.Length, 0, 960 * channels);
        double snr = TestAudio.SnrDb(expected, read.AsSpan(0, expected.Length));
        Assert.True(snr > 15, $"SNR {snr:F1} dB");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 10)]
    [InlineData(false, 10)]
    public void ClustersOfKnownAndOfUnknownSize(bool isLive, int perCluster)
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        AssertStartsAsTone(WebmBuilder.File(head, [.. packets.Select(packet => WebmBuilder.Block(0, packet))], isLive, perCluster));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void LacesOfSeveralPackets(int lacing)
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        AssertStartsAsTone(WebmBuilder.File(head, [.. packets.Chunk(4).Select(few => WebmBuilder.Block(lacing, few))]));
    }

    [Fact]
    public void LacesOfOneSize()
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        byte[][] equal = [.. Enumerable.Repeat(packets[5], 8)];
        float[] apart = FileRun.ReadAll(WebmBuilder.File(head, [.. equal.Select(packet => WebmBuilder.Block(0, packet))]));

        Assert.Equal(apart, FileRun.ReadAll(WebmBuilder.File(head, [WebmBuilder.Block(2, equal)])));
    }

    [Fact]
    public void WhatIsToBeDiscardedAtTheEndIsLeftOut()
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        byte[] whole = WebmBuilder.File(head, [.. packets.Select(packet => WebmBuilder.Block(0, packet))]);
        byte[] cut = WebmBuilder.File(
            head, [.. packets[..^1].Select(packet => WebmBuilder.Block(0, packet)), WebmBuilder.Group(packets[^1], 5_000_000)]);

        float[] samples = FileRun.ReadAll(whole);
        Assert.Equal(samples[..^240], FileRun.ReadAll(cut));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TablesBeforeAndBehindTheSamples(bool tableFirst)
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        AssertStartsAsTone(Mp4Builder.File(head, packets, tableFirst));
    }

    [Fact]
    public void FragmentsOfALiveRecorder()
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        AssertStartsAsTone(Mp4Builder.Fragments(head, packets));
    }

    [Fact]
    public void ARecorderThatWasKilledLeavesWhatItWrote()
    {
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        foreach (byte[] file in new[]
            { WebmBuilder.File(head, [.. packets.Select(packet => WebmBuilder.Block(0, packet))]), Mp4Builder.Fragments(head, packets) })
        {
            float[] read = FileRun.ReadAll(file[..(file.Length * 3 / 4)]);

            Assert.InRange(read.Length, Tone.Length / 2, Tone.Length * 4 / 5);
            Assert.Equal(Tone[..read.Length], read);
        }
    }

    [Fact]
    public async Task AnotherCodecIsNamedWithWhatToSend()
    {
        float[] samples = TestAudio.Noise(9, 48000, 0.3);
        Assert.Contains("AAC", await RefusalAsync("-c:a aac -f mp4 -movflags frag_keyframe+empty_moov"));
        Assert.Contains("send Opus", await RefusalAsync("-c:a aac -f mp4 -movflags frag_keyframe+empty_moov"));
        Assert.Contains("ALAC", await RefusalAsync("-c:a alac -f mp4 -movflags frag_keyframe+empty_moov"));
        Assert.Contains("A_VORBIS", await RefusalAsync("-c:a vorbis -ac 2 -strict -2 -f webm"));

        async Task<string> RefusalAsync(string options)
        {
            byte[] data = await Ffmpeg.EncodeAsync(samples, 48000, 1, options);
            StreamException refused = Assert.Throws<StreamException>(() => FileRun.ReadAll(data));
            Assert.Equal(StreamError.ClientBadAudio, refused.Error);
            return refused.Message;
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3 }, "list of tracks")]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xFF, 0x1F, 0x43, 0xB6, 0x75, 0xFF }, "list of tracks")]
    [InlineData(new byte[] { 0x1A, 0x45, 0xDF, 0xA3, 0xFF, 0, 0, 0, 0 }, "unknown size")]
    [InlineData(new byte[] { 0, 0, 0, 8, (byte)'f', (byte)'t', (byte)'y', (byte)'p' }, "moov")]
    [InlineData(new byte[] { 0, 0, 0, 3, (byte)'f', (byte)'t', (byte)'y', (byte)'p', 0, 0, 0, 0 }, "no box")]
    public void WhatIsNoRecordingIsRefused(byte[] data, string said)
    {
        StreamException refused = Assert.Throws<StreamException>(() => FileRun.ReadAll(data));

        Assert.Equal(StreamError.ClientBadAudio, refused.Error);
        Assert.Contains(said, refused.Message);
    }

    /// <summary>Ogg says where the last packet ends; these say nothing of it.</summary>
    private static void AssertStartsAsTone(byte[] file)
    {
        float[] read = FileRun.ReadAll(file);

        Assert.InRange(read.Length - Tone.Length, 0, 960);
        Assert.Equal(Tone, read[..Tone.Length]);
    }
}
