using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Audio.Ogg;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Files;

/// <summary>Ogg as it is found: joined end to end, recorded from a broadcast, with pictures beside it.</summary>
public sealed class OddOggTests
{
    private const int Rate = 16000;

    private static readonly float[] First = TestAudio.Noise(1, 3 * Rate, 0.3);
    private static readonly float[] Second = TestAudio.Noise(2, 2 * Rate, 0.3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_joined_end_to_end_are_read_one_after_the_other(bool isTagged)
    {
        byte[] a = Encode(First);
        byte[] b = Encode(Second);

        byte[] joined = [.. a, .. b, .. a, .. isTagged ? new byte[128] : []];

        Assert.Equal([.. FileRun.ReadAll(a), .. FileRun.ReadAll(b), .. FileRun.ReadAll(a)], FileRun.ReadAll(joined));
    }

    [Fact]
    public async Task A_link_of_another_number_of_channels_is_turned_into_that_of_the_first()
    {
        byte[] mono = Encode(First);
        float[] sides = [.. Second.SelectMany(sample => new[] { sample, sample })];
        byte[] stereo = await StreamServer.Testing.Ffmpeg.EncodeAsync(sides, Rate, 2, "-c:a libopus -f opus");

        using IAudioFile both = AudioFiles.Open(new MemoryStream([.. mono, .. stereo]));
        float[] read = FileRun.ReadAll(both);

        Assert.Equal(1, both.Channels);
        Assert.Equal(FileRun.ReadAll(mono).Length + (FileRun.ReadAll(stereo).Length / 2), read.Length);
        Assert.InRange(TestAudio.RmsDb(read[^Rate..]), -18, -12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(11)]
    public void A_recording_that_joins_a_broadcast_has_what_came_from_there_on(int page)
    {
        byte[] whole = Encode(First, flushEach: true);
        int[] pages = Pages(whole);
        float[] all = FileRun.ReadAll(whole);

        byte[] joined = [.. whole[..pages[2]], .. whole[pages[page]..]];
        float[] read = FileRun.ReadAll(joined);

        Assert.InRange(read.Length, all.Length - ((page - 1) * 48_000 / 5), all.Length - ((page - 2) * 48_000 / 8));
        Assert.True(TestAudio.SnrDb(all[^48_000..], read[^48_000..]) > 20);
    }

    [Fact]
    public void A_packet_whose_beginning_was_not_recorded_is_left_out()
    {
        byte[] whole = Encode(First, flushEach: true);
        int[] pages = Pages(whole);

        // A page with the rest of a packet, and then the pages as they were.
        byte[] rest = Page(serial: Serial(whole), sequence: 7, flags: OggPage.Continued, [255, 10], new byte[265]);
        byte[] joined = [.. whole[..pages[2]], .. rest, .. Renumbered(whole[pages[2]..pages[3]], 8)];

        Assert.NotEmpty(FileRun.ReadAll(joined));
    }

    [Theory]
    [InlineData("\u0080theora", "theora")]
    [InlineData("\u0001vorbis", "vorbis")]
    public void Opus_behind_another_stream_is_found_and_its_absence_is_told(string magic, string name)
    {
        byte[] other = Page(serial: 77, sequence: 0, OggPage.First, [30], [.. magic.Select(c => (byte)c), .. new byte[30 - magic.Length]]);
        byte[] others = Page(serial: 77, sequence: 1, 0, [40], new byte[40]);
        byte[] opus = Encode(Second);
        int[] pages = Pages(opus);

        byte[] mixed = [.. other, .. opus[..pages[1]], .. others, .. opus[pages[1]..]];
        Assert.Equal(FileRun.ReadAll(opus), FileRun.ReadAll(mixed));

        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll([.. other, .. others]));
        Assert.Contains($"holds {name} and no opus", error.Message);
        error = Assert.Throws<StreamException>(() => FileRun.ReadAll([.. opus, .. other, .. others]));
        Assert.Contains(name, error.Message);
    }

    private static byte[] Encode(float[] samples, bool flushEach = false) => EncoderRun.Encode(
        AudioFormat.Opus,
        Rate,
        samples,
        flushEach ? Enumerable.Range(0, samples.Length / 3200).Select(i => (i * 3200, 3200)) : null,
        flushEach);

    private static int[] Pages(byte[] data) =>
        [.. Enumerable.Range(0, data.Length - 4).Where(i => data.AsSpan(i).StartsWith("OggS"u8))];

    private static uint Serial(byte[] data) => BitConverter.ToUInt32(data, OggPage.SerialOffset);

    private static byte[] Renumbered(byte[] page, uint sequence)
    {
        int segments = page[OggPage.SegmentsOffset];
        return Page(
            Serial(page),
            sequence,
            page[OggPage.FlagsOffset],
            page[OggPage.HeaderBytes..(OggPage.HeaderBytes + segments)],
            page[(OggPage.HeaderBytes + segments)..]);
    }

    private static byte[] Page(uint serial, uint sequence, byte flags, byte[] segments, byte[] body)
    {
        byte[] page = [.. "OggS"u8, 0, flags, .. new byte[8], .. BitConverter.GetBytes(serial), .. BitConverter.GetBytes(sequence),
            0, 0, 0, 0, (byte)segments.Length, .. segments, .. body];
        BitConverter.GetBytes(OggCrc.Append(page)).CopyTo(page, OggPage.CrcOffset);
        return page;
    }
}
