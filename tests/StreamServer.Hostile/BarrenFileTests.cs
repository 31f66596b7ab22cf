using System.Diagnostics;
using StreamServer.Inference;
using StreamServer.Inference.Audio.Files;
using StreamServer.Testing.Hostile;

namespace StreamServer.Hostile;

/// <summary>Files in which a reader finds nothing for a long time: 40 MB of zeros behind an mp3 head took a core for 19 s.</summary>
[Collection(HostileServer.Collection)]
public sealed class BarrenFileTests(HostileServer server)
{
    private const int Megabyte = 1 << 20;

    public static TheoryData<string> Kinds() =>
        ["mp3", "mp3 without a frame", "mp3 behind a tag", "wav of empty chunks", "flac", "flac without a frame", "ogg of another stream"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheSearchForAudioEnds(string kind)
    {
        byte[] data = Barren(kind);
        TimeSpan busy = Process.GetCurrentProcess().TotalProcessorTime;

        var refused = Assert.Throws<StreamException>(() => ReadAll(data, CancellationToken.None));

        busy = Process.GetCurrentProcess().TotalProcessorTime - busy;
        Assert.Equal(StreamError.ClientBadAudio, refused.Error);
        Assert.True(busy < TimeSpan.FromSeconds(4), $"{kind}: {busy.TotalSeconds:F1} s of a processor");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ACallerThatIsGoneEndsTheSearch(string kind) =>
        Assert.ThrowsAny<OperationCanceledException>(() => ReadAll(Barren(kind), new CancellationToken(canceled: true)));

    [Fact]
    public async Task ManyOfThemAtOnceHoldUpNobodyElse()
    {
        byte[] barren = HostileFiles.BarrenMp3(8 * Megabyte);
        Task<(int Status, string Body)[]> uploads = Task.WhenAll(Enumerable.Range(0, 24).Select(_ => server.TranscribeAsync(barren)));
        TimeSpan longest = TimeSpan.Zero;
        while (!uploads.IsCompleted)
        {
            Stopwatch one = Stopwatch.StartNew();
            (await server.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();
            longest = one.Elapsed > longest ? one.Elapsed : longest;
            await Task.WhenAny(uploads, Task.Delay(50));
        }

        Assert.All(await uploads, answer => Assert.InRange(answer.Status, 200, 400));
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    /// <summary>Tags of megabytes are usual: they hold the picture of the cover.</summary>
    [Fact]
    public void TagsAroundTheAudioAreNoSearch()
    {
        byte[] audio = [.. Enumerable.Repeat(HostileFiles.SilentMp3Frame(), 20).SelectMany(frame => frame)];
        int plain = ReadAll(audio, CancellationToken.None);
        byte[] front = [.. "ID3\u0003\0\0\0\u007F\0\0"u8, .. new byte[127 << 14]];
        byte[] ape = new byte[Megabyte];
        "APETAGEX"u8.CopyTo(ape.AsSpan(^32..));
        BitConverter.TryWriteBytes(ape.AsSpan(^20..), ape.Length);
        byte[] old = [.. "TAG"u8, .. new byte[125]];

        Assert.InRange(plain, 19 * 1152, 21 * 1152 * 2);
        Assert.Equal(plain, ReadAll([.. front, .. audio, .. ape, .. old], CancellationToken.None));
    }

    /// <summary>NLayer's reader keeps an object for every frame, and allocates what a header claims.</summary>
    [Fact]
    public void WhatAnMp3FileTakesDoesNotDependOnItsFramesOrHeaders()
    {
        // MPEG-2.5, 8 kbit/s at 12 kHz: 48 bytes a frame.
        byte[] tiny = [0xFF, 0xE3, 0x14, 0xC4, .. new byte[44]];
        byte[] many = [.. Enumerable.Repeat(tiny, 100_000).SelectMany(frame => frame)];
        byte[] claiming = HostileFiles.BarrenMp3(0, frames: 4);
        "VBRI"u8.CopyTo(claiming.AsSpan(36));
        claiming.AsSpan(54, 4).Fill(0xFF);
        claiming.AsSpan(58, 4).Fill(0x7F);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int samples = ReadAll(many, CancellationToken.None);
        ReadAll(claiming, CancellationToken.None);

        Assert.InRange(samples, 90_000 * 576, 100_000 * 576);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Megabyte);
    }

    private static byte[] Barren(string kind) => kind switch
    {
        "mp3" => HostileFiles.BarrenMp3(40 * Megabyte),
        "mp3 without a frame" => [0xFF, 0xFB, 0x90, 0xC4, .. new byte[40 * Megabyte]],
        "mp3 behind a tag" => [.. "ID3\u0004\0\0\0\0\0\n"u8, .. new byte[10], .. HostileFiles.BarrenMp3(40 * Megabyte)],
        "wav of empty chunks" => HostileFiles.BarrenWav(40 * Megabyte),
        "flac" => [.. HostileFlac.Constant(16_000, 1, total: 1 << 30), .. new byte[40 * Megabyte]],
        "flac without a frame" => [.. HostileFlac.Head(16_000, 1, 4096, 1 << 30), .. new byte[40 * Megabyte]],
        "ogg of another stream" => BarrenOgg(600),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such file."),
    };

    private static int ReadAll(byte[] data, CancellationToken cancellation)
    {
        using IAudioFile file = AudioFiles.Open(new MemoryStream(data), cancellation);
        float[] buffer = new float[16 * 1024];
        int all = 0;
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            all += read;
        }

        return all;
    }

    private static byte[] BarrenOgg(int pages)
    {
        byte[][] packets = [.. Enumerable.Repeat(new byte[250], 255)];
        byte[] first = HostileOpus.Constant(0, 0, []);
        IEnumerable<byte> others = Enumerable.Range(0, pages).SelectMany(page => HostileOpus.Page(packets, page, 0, flags: 0, serial: 7));
        return [.. first, .. others];
    }
}
