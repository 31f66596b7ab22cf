using System.Diagnostics;
using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Testing.Hostile;

/// <summary>
/// The readers of recordings and of raw audio, in this process. Whatever they are fed, they end, refuse it as bad audio or give samples
/// that are finite and bounded, in bounded pieces.
/// </summary>
internal static class ReaderFuzzers
{
    /// <summary>A file that claims days is read so far.</summary>
    private const long MostSamples = 4_000_000;

    private const int MostPieceBytes = 64 * 1024;

    public static IReadOnlyList<Fuzzer> All()
    {
        byte[] wav = HostileFiles.Sound(AudioFormat.Wav);
        byte[] mp3 = HostileFiles.Sound(AudioFormat.Mp3);
        byte[] flac = HostileFiles.Sound(AudioFormat.Flac);
        byte[] opus = HostileFiles.Sound(AudioFormat.Opus);
        (byte[] head, byte[][] packets) = OpusPackets.OfTone();
        byte[] webm = WebmBuilder.File(head, [.. packets.Chunk(3).Select(few => WebmBuilder.Block(3, few))]);
        byte[] group = WebmBuilder.File(head, [.. packets.Select(packet => WebmBuilder.Group(packet, 100))], isLive: false);
        byte[] mp4 = Mp4Builder.File(head, packets, tableFirst: true);
        byte[] fragments = Mp4Builder.Fragments(head, packets);
        return
        [
            Reader("reader: webm", random => ByteMutation.Apply(random.Next(2) == 0 ? webm : group, random)),
            Reader("reader: mp4", random => ByteMutation.Apply(random.Next(2) == 0 ? mp4 : fragments, random)),
            Reader("reader: wav", random => random.Next(3) == 0 ? RandomWav(random) : ByteMutation.Apply(wav, random)),
            Reader("reader: mp3", random => random.Next(3) == 0 ? RandomMp3(random) : ByteMutation.Apply(mp3, random)),
            Reader("reader: flac", random => random.Next(3) == 0 ? RandomFlac(random) : ByteMutation.Apply(flac, random)),
            Reader("reader: ogg opus", random => random.Next(3) == 0 ? RandomOpus(random) : Mutated(opus, random)),
            new Fuzzer("reader: raw", FeedRawAsync, Memory),
        ];
    }

    private static Fuzzer Reader(string name, Func<Random, byte[]> make) => new(
        name,
        (seed, cancellation) =>
        {
            Random random = new(seed);
            return ReadAsync(make(random), random, cancellation);
        },
        Memory);

    private static async Task<string?> ReadAsync(byte[] data, Random random, CancellationToken cancellation)
    {
        try
        {
            using IAudioFile file = AudioFiles.Open(new MemoryStream(data), cancellation);
            if (file.SampleRate is < AudioLimits.LowestRate or > AudioLimits.HighestRate
                || file.Channels is < 1 or > AudioLimits.MostChannels)
            {
                return $"{file.Format} of {file.SampleRate} Hz and {file.Channels} channels was let in";
            }

            return random.Next(2) == 0 ? ReadAll(file, random) : await ConvertAllAsync(file, cancellation);
        }
        catch (StreamException refused) when (refused.Error == StreamError.ClientBadAudio)
        {
            return null;
        }
    }

    private static string? ReadAll(IAudioFile file, Random random)
    {
        float[] buffer = new float[random.Next(1, 20_000) * file.Channels];
        long all = 0;
        while (all < MostSamples)
        {
            int read = file.Read(buffer);
            if (read == 0)
            {
                return null;
            }

            if (read % file.Channels != 0 || !Sound(buffer.AsSpan(0, read)))
            {
                return $"{read} samples of {file.Channels} channels, after {all}: cut inside a frame, or not finite, or too loud";
            }

            all += read;
        }

        return null;
    }

    private static async Task<string?> ConvertAllAsync(IAudioFile file, CancellationToken cancellation)
    {
        long all = 0;
        await foreach (ReadOnlyMemory<byte> piece in FileAudio.ReadAsync(file, isSeparate: false, cancellation))
        {
            all += piece.Length;
            if (piece.Length > MostPieceBytes)
            {
                return $"a piece of {piece.Length} bytes";
            }

            if (all > MostSamples * sizeof(float))
            {
                break;
            }
        }

        return null;
    }

    private static Task<string?> FeedRawAsync(int seed, CancellationToken cancellation)
    {
        Random random = new(seed);
        SttSessionSettings settings = new()
        {
            Encoding = random.GetItems(Enum.GetValues<AudioEncoding>(), 1)[0],
            SampleRate = random.GetItems([8000, 11025, 16000, 44100, 48000, 16, 0, -1, int.MaxValue, 12345], 1)[0],
            Channels = random.GetItems([1, 2, 8, 0, 9, -1], 1)[0],
            ChannelUse = random.Next(2) == 0 ? ChannelUse.Mix : ChannelUse.Separate,
        };
        try
        {
            SttIntake intake = new(settings);
            for (int message = random.Next(1, 20); message > 0; message--)
            {
                byte[] bytes = new byte[random.Next(0, random.Next(2) == 0 ? 10 : 200_000)];
                random.NextBytes(bytes);
                ReadOnlySpan<byte> rest = bytes;
                while (!rest.IsEmpty)
                {
                    cancellation.ThrowIfCancellationRequested();
                    rest = rest[Push(intake, rest)..];
                    for (int stream = 0; stream < settings.Streams; stream++)
                    {
                        // The filter of a conversion may overshoot what went in.
                        if (intake.Count * sizeof(float) > MostPieceBytes * 2
                            || !Sound(intake.Stream(stream).Span, 4 * AudioLimits.MostAmplitude))
                        {
                            return Task.FromResult<string?>($"{settings.Encoding}: {intake.Count} samples, or not finite, or too loud");
                        }
                    }
                }
            }

            intake.Flush();
            return Task.FromResult<string?>(null);
        }
        catch (StreamException refused) when (refused.Error is StreamError.ClientBadAudio or StreamError.ClientBadRequest)
        {
            return Task.FromResult<string?>(null);
        }
    }

    /// <summary>A packet that is none is refused, and the stream goes on.</summary>
    private static int Push(SttIntake intake, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return intake.Push(bytes);
        }
        catch (StreamException refused) when (refused.Error == StreamError.ClientBadAudio)
        {
            return bytes.Length;
        }
    }

    private static bool Sound(ReadOnlySpan<float> samples, float most = AudioLimits.MostAmplitude)
    {
        foreach (float sample in samples)
        {
            if (!(MathF.Abs(sample) <= most))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] RandomWav(Random random)
    {
        byte[] data = new byte[random.Next(0, 40_000)];
        random.NextBytes(data);
        int tag = random.GetItems([1, 3, 6, 7, 0xFFFE, 2, 0], 1)[0];
        int bits = random.GetItems([8, 16, 24, 32, 64, 0, 1, 65_535], 1)[0];
        uint rate = random.GetItems<uint>([1u, 16, 3999, 4000, 8000, 16_000, 44_100, 384_000, 384_001, uint.MaxValue, 15_984], 1)[0];
        int channels = random.GetItems([1, 2, 8, 0, 9, 65_535], 1)[0];
        return HostileFiles.Wav(tag, bits, rate, channels, data, random.Next(3) == 0 ? (uint)random.NextInt64(0, uint.MaxValue) : null);
    }

    /// <summary>Headers that count, bodies that do not.</summary>
    private static byte[] RandomMp3(Random random)
    {
        List<byte> file = [];
        for (int frame = random.Next(1, 40); frame > 0; frame--)
        {
            byte[] body = new byte[random.Next(0, 1500)];
            random.NextBytes(body);
            file.AddRange([0xFF, (byte)(0xE0 | random.Next(32)), (byte)random.Next(256), (byte)random.Next(256), .. body]);
        }

        return [.. file];
    }

    private static byte[] RandomFlac(Random random)
    {
        int rate = random.GetItems([0, 1, 16, 3999, 4000, 8000, 16_000, 96_000, 655_350, 1_048_575], 1)[0];
        int channels = random.Next(1, 9);
        int block = random.GetItems([1, 16, 192, 4096, 65_535], 1)[0];
        List<byte> file = [.. HostileFlac.Head(rate, channels, block, random.NextInt64(0, 1L << 36))];
        for (int frame = random.Next(0, 12); frame > 0; frame--)
        {
            int now = random.Next(8) == 0 ? random.Next(1, 9) : channels;
            int rateCode = random.Next(6) == 0 ? random.Next(12) : 0;
            file.AddRange(HostileFlac.Frame(frame, now, block, (short)random.Next(-32768, 32768), rateCode));
        }

        return [.. file];
    }

    private static byte[] RandomOpus(Random random)
    {
        byte[] packet = random.Next(2) == 0 ? HostileOpus.LongestPacket : new byte[random.Next(0, 200)];
        if (random.Next(2) == 0)
        {
            random.NextBytes(packet = new byte[random.Next(1, 200)]);
        }

        return HostileOpus.Constant(
            random.Next(0, 4),
            random.Next(1, 250),
            packet,
            (short)random.Next(short.MinValue, short.MaxValue),
            random.GetItems([1, 2, 0, 3, 255], 1)[0],
            (ushort)random.Next(65_536),
            random.Next(2) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue));
    }

    private static byte[] Mutated(byte[] opus, Random random)
    {
        byte[] mutated = ByteMutation.Apply(opus, random);
        HostileOpus.SealAll(mutated);
        return mutated;
    }

    private static double Memory()
    {
        using Process own = Process.GetCurrentProcess();
        return own.WorkingSet64 / (1024.0 * 1024);
    }
}
