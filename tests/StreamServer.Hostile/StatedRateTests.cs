using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Testing.Hostile;

namespace StreamServer.Hostile;

/// <summary>What a header states is bounded before it is believed, and what few bytes can become comes in bounded pieces.</summary>
[Collection(HostileServer.Collection)]
public sealed class StatedRateTests(HostileServer server)
{
    private const int MostPieceBytes = 64 * 1024;

    /// <summary>36 kB of such files took 22.8 GB.</summary>
    [Fact]
    public async Task SixtyFourFilesThatState16HertzAreRefusedAndTakeNoMemory()
    {
        byte[] file = HostileFlac.Constant(rate: 16, frames: 40);
        double before = server.Process.MemoryMb;

        (int Status, string Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.TranscribeAsync(file)));

        Assert.All(answers, answer => Assert.Equal(400, answer.Status));
        Assert.All(answers, answer => Assert.Contains("bad_audio", answer.Body, StringComparison.Ordinal));
        Assert.InRange(server.Process.MemoryMb - before, double.NegativeInfinity, 150);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(3999)]
    [InlineData(384_001)]
    [InlineData(1_048_575)]
    public void ARateThatNothingRecordsInIsRefusedInEveryFormatThatCanStateIt(int rate)
    {
        Refused(HostileFlac.Constant(rate, frames: 2));
        Refused(HostileFiles.Wav(1, 16, (uint)rate, 1, new byte[4000]));
        Refused(HostileFiles.Wav(3, 32, (uint)rate, 1, new byte[4000]));
    }

    [Theory]
    [InlineData(4001)]
    [InlineData(15_999)]
    [InlineData(383_999)]
    public async Task ARateWhoseRatioCannotBeTabulatedIsRefusedAndNotComputed(int rate)
    {
        using IAudioFile file = AudioFiles.Open(new MemoryStream(HostileFlac.Constant(rate, frames: 1)));

        var refused = await Assert.ThrowsAsync<StreamException>(async () =>
        {
            await foreach (ReadOnlyMemory<byte> piece in FileAudio.ReadAsync(file, isSeparate: false))
            {
                Assert.True(piece.Length > 0);
            }
        });

        Assert.Equal(StreamError.ClientBadAudio, refused.Error);
    }

    [Theory]
    [InlineData(16, 16_000)]
    [InlineData(320, 16_000)]
    [InlineData(1_000_000, 16_000)]
    [InlineData(0, 16_000)]
    [InlineData(-1, 16_000)]
    public void NoConversionMakesMoreThanABoundedNumberOfSamplesOfOne(int inputRate, int outputRate) =>
        Assert.Throws<StreamException>(() => new ChannelConverter(1, inputRate, outputRate));

    [Theory]
    [InlineData(4000)]
    [InlineData(8000)]
    [InlineData(384_000)]
    public async Task PiecesAreBoundedWhateverTheRatio(int rate)
    {
        using IAudioFile file = AudioFiles.Open(new MemoryStream(HostileFlac.Constant(rate, frames: 5, channels: 8)));
        long all = 0;
        await foreach (ReadOnlyMemory<byte> piece in FileAudio.ReadAsync(file, isSeparate: false))
        {
            Assert.InRange(piece.Length, 1, MostPieceBytes);
            all += piece.Length;
        }

        Assert.InRange(all / sizeof(float), 5L * 65_535 * 16_000 / rate, (5L * 65_535 * 16_000 / rate) + 1);
    }

    [Fact]
    public async Task ACallerThatIsGoneEndsTheReadingAtTheNextPiece()
    {
        using CancellationTokenSource gone = new();
        using IAudioFile file = AudioFiles.Open(new MemoryStream(HostileFlac.Constant(4000, frames: 500)), gone.Token);
        int pieces = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReadOnlyMemory<byte> piece in FileAudio.ReadAsync(file, isSeparate: false, gone.Token))
            {
                Assert.True(piece.Length > 0);
                if (++pieces == 3)
                {
                    await gone.CancelAsync();
                }
            }
        });

        Assert.InRange(pieces, 3, 8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65_535)]
    public void ChannelsThatNothingRecordsInAreRefused(int channels)
    {
        Refused(HostileFiles.Wav(1, 16, 16_000, channels, new byte[4000]));
        Refused(HostileOpus.Constant(1, 3, HostileOpus.LongestPacket, channels: channels & 0xFF));
    }

    /// <summary>A stream may not change what was checked at its start.</summary>
    [Fact]
    public void AFileThatChangesItsRateOrChannelsOnTheWayIsRefused()
    {
        byte[] head = HostileFlac.Head(16_000, 1, 4096, 0);
        Refused([.. head, .. HostileFlac.Frame(0, 1, 4096, 5), .. HostileFlac.Frame(1, 8, 4096, 5)]);
        Refused([.. head, .. HostileFlac.Frame(0, 1, 4096, 5), .. HostileFlac.Frame(1, 1, 4096, 5, rateCode: 10)]);
    }

    [Fact]
    public void LengthsThatAFileDoesNotHaveAreNotBelieved()
    {
        Refused(HostileFlac.Constant(16_000, frames: 1, total: (1L << 36) - 1));
        using IAudioFile wav = AudioFiles.Open(new MemoryStream(HostileFiles.Wav(1, 16, 16_000, 1, new byte[400], size: uint.MaxValue)));
        Assert.Equal(200, wav.Read(new float[100_000]));
        Assert.Equal(0, wav.Read(new float[100_000]));
    }

    private static void Refused(byte[] data)
    {
        var refused = Assert.Throws<StreamException>(() =>
        {
            using IAudioFile file = AudioFiles.Open(new MemoryStream(data));
            float[] buffer = new float[8 * 4096];
            while (file.Read(buffer) > 0)
            {
            }
        });
        Assert.Equal(StreamError.ClientBadAudio, refused.Error);
    }
}
