using System.Buffers;
using System.Buffers.Binary;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Ogg;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Ogg;

/// <summary>Pages are read back here by RFC 3533 alone, with a checksum computed bit by bit.</summary>
public sealed class OggPageWriterTests
{
    private sealed record Page(byte Flags, long Granule, uint Serial, uint Sequence, byte[] Segments, byte[] Body);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(510)]
    [InlineData(1275)]
    public void APacketOfAnyLengthEndsWithAShortSegment(int length)
    {
        byte[] packet = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        var writer = new OggPageWriter(serial: 0xDEADBEEF);
        var output = new ArrayBufferWriter<byte>();

        writer.Add(packet, granule: 4711);
        writer.WritePage(output, last: true);

        Page page = Assert.Single(Read(output.WrittenSpan));
        Assert.Equal(0xDEADBEEF, page.Serial);
        Assert.Equal(4711, page.Granule);
        Assert.Equal(6, page.Flags); // first and last
        Assert.Equal(packet, page.Body);
        Assert.Equal((length / 255) + 1, page.Segments.Length);
        Assert.True(page.Segments[^1] < 255);
    }

    [Fact]
    public void APageIsFullAt255Segments()
    {
        var writer = new OggPageWriter(serial: 1);
        for (int i = 0; i < 255; i++)
        {
            Assert.True(writer.Fits(10));
            writer.Add(new byte[10], i);
        }

        Assert.False(writer.Fits(0));
        Assert.Equal(255, writer.PacketCount);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(24000)]
    [InlineData(48000)]
    public void AnOpusStreamHasTheHeadersGranulesAndEndOfRfc7845(int rate)
    {
        int length = (rate * 3) + 17;
        (int, int)[] pieces = [(0, rate), (rate, 1), (rate + 1, length - rate - 1)];
        Page[] pages = Read(EncoderRun.Encode(AudioFormat.Opus, rate, TestAudio.Glide(rate, length), pieces, flushEach: true));

        Assert.Equal(Enumerable.Range(0, pages.Length).Select(n => (uint)n), pages.Select(page => page.Sequence));
        Assert.All(pages, page => Assert.Equal(pages[0].Serial, page.Serial));
        Assert.Equal([2, .. Enumerable.Repeat(0, pages.Length - 2), 4], pages.Select(page => (int)page.Flags));

        byte[] expectedHead =
        [
            .. "OpusHead"u8, 1, 1, 312 & 0xFF, 312 >> 8, // 6.5 ms at 48 kHz: libopus in the audio mode
            (byte)rate, (byte)(rate >> 8), (byte)(rate >> 16), 0, 0, 0, 0,
        ];
        Assert.Equal(expectedHead, pages[0].Body);
        Assert.StartsWith("OpusTags", System.Text.Encoding.ASCII.GetString(pages[1].Body), StringComparison.Ordinal);
        Assert.Equal([0L, 0L], pages.Take(2).Select(page => page.Granule));

        // A page ends where its last packet ends: 960 granules a packet of 20 ms.
        long packets = 0;
        foreach (Page page in pages[2..])
        {
            packets += page.Segments.Count(segment => segment < 255);
            bool last = page == pages[^1];
            Assert.InRange(page.Granule, last ? ((packets - 1) * 960) + 1 : packets * 960, packets * 960);
            Assert.InRange(page.Segments.Count(segment => segment < 255), 1, 50);
        }

        Assert.Equal(312 + ((long)length * 48000 / rate), pages[^1].Granule);

        // The first second is out when it has been flushed: all but what does not fill a frame.
        Assert.Contains(pages, page => page.Granule == 48000);
    }

    private static Page[] Read(ReadOnlySpan<byte> file)
    {
        var pages = new List<Page>();
        while (!file.IsEmpty)
        {
            Assert.True(file.StartsWith("OggS"u8));
            Assert.Equal(0, file[4]);
            byte[] segments = file.Slice(27, file[26]).ToArray();
            int header = 27 + segments.Length;
            int body = segments.Sum(segment => segment);
            byte[] page = file[..(header + body)].ToArray();
            uint stored = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(22));
            page.AsSpan(22, 4).Clear();
            Assert.Equal(BitwiseCrc(page), stored);
            pages.Add(new Page(
                page[5],
                BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(6)),
                BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(14)),
                BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(18)),
                segments,
                page[header..]));
            file = file[(header + body)..];
        }

        return [.. pages];
    }

    /// <summary>Polynomial division with the coefficients of RFC 3533: x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 +
    /// x^5 + x^4 + x^2 + x + 1.</summary>
    private static uint BitwiseCrc(byte[] bytes)
    {
        int[] powers = [26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0];
        bool[] remainder = new bool[32]; // [31] is the highest power
        foreach (byte value in bytes)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool carry = remainder[31] ^ ((value >> bit) & 1) != 0;
                Array.Copy(remainder, 0, remainder, 1, 31);
                remainder[0] = false;
                foreach (int power in powers)
                {
                    remainder[power] ^= carry;
                }
            }
        }

        return remainder.Select((set, power) => set ? 1u << power : 0u).Aggregate((a, b) => a | b);
    }
}
