namespace StreamServer.Inference.Audio.Files;

/// <summary>Opens recordings of any length; the format is told from the content, not from a name or a header.</summary>
internal static class AudioFiles
{
    /// <summary>Formats that can be read, for documentation and messages.</summary>
    public const string Formats = "wav, mp3, flac, or opus in ogg, webm or mp4";

    /// <summary>Bytes that tell the formats apart.</summary>
    private const int SniffBytes = 12;

    /// <summary>Header of an ID3v2 tag, which may stand before mp3 and before flac.</summary>
    private const int Id3HeaderBytes = 10;

    /// <summary>As <see cref="Open"/>, when it is its turn (<see cref="ParseGate"/>).</summary>
    public static Task<IAudioFile> OpenAsync(Stream source, CancellationToken cancel) =>
        ParseGate.RunAsync(() => Open(source, cancel), cancel);

    /// <param name="source">Can seek; is read from its start and not closed.</param>
    /// <param name="cancel">The caller is gone: ends the reads, then and later.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: no recording that can be read.</exception>
    public static IAudioFile Open(Stream source, CancellationToken cancel = default)
    {
        IAudioFile file = OpenAs(new FileSource(source, cancel));
        try
        {
            AudioLimits.Check(file.Format, file.SampleRate, file.Channels);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IAudioFile OpenAs(FileSource source)
    {
        Span<byte> start = stackalloc byte[SniffBytes];
        int length = source.ReadAtLeast(start, SniffBytes, throwOnEndOfStream: false);
        start = start[..length];
        if (start.IsEmpty)
        {
            throw BadAudio.Because("The file is empty.");
        }

        long tagged = 0;
        if (start.StartsWith("ID3"u8))
        {
            length = SkipTag(source, start, out tagged);
            start = start[..length];
        }

        source.Narrow(tagged, source.Length);
        return start switch
        {
            _ when IsWav(start) => new WavFile(source),
            _ when start.StartsWith("fLaC"u8) => new FlacFile(source),
            _ when start.StartsWith("OggS"u8) => new OggOpusFile(source),
            _ when start is [0x1A, 0x45, 0xDF, 0xA3, ..] => new WebmFile(source),
            _ when start.Length >= 8 && start[4..].StartsWith("ftyp"u8) => new Mp4File(source),
            _ when IsMpeg(start) => new Mp3File(source),
            _ => throw BadAudio.Because($"The file is not {Formats}."),
        };
    }

    private static bool IsWav(ReadOnlySpan<byte> start) =>
        start.Length >= SniffBytes && (start.StartsWith("RIFF"u8) || start.StartsWith("RF64"u8)) && start[8..].StartsWith("WAVE"u8);

    /// <summary>ISO/IEC 11172-3: eleven set bits, a version and a layer that exist.</summary>
    private static bool IsMpeg(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0xFF && (start[1] & 0xE0) == 0xE0 && (start[1] & 0x18) != 0x08 && (start[1] & 0x06) != 0;

    /// <summary>Reads what follows an ID3v2 tag, whose length is in four bytes of seven bits.</summary>
    private static int SkipTag(FileSource source, Span<byte> start, out long end)
    {
        end = 0;
        if (start.Length < Id3HeaderBytes)
        {
            return 0;
        }

        int tagBytes = ((start[6] & 127) << 21) + ((start[7] & 127) << 14) + ((start[8] & 127) << 7) + (start[9] & 127);
        end = source.Position = Id3HeaderBytes + tagBytes;
        return source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
    }
}
