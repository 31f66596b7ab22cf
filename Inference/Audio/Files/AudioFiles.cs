namespace StreamServer.Inference.Audio.Files;

/// <summary>Opens recordings of any length; the format is told from the content, not from a name or a header.</summary>
internal static class AudioFiles
{
    /// <summary>Formats that can be read, for documentation and messages.</summary>
    public const string Formats = "wav, mp3, flac, or opus in ogg, webm or mp4";

    /// <summary>Header of an ID3v2 tag, which may stand before any of them, more than once.</summary>
    private const int Id3HeaderBytes = 10;

    private const int MostTags = 64;

    /// <summary>Zeros and the rest of a frame that may stand before the first frame of an mp3.</summary>
    private const int SearchedBytes = 64 * 1024;

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
        if (source.Length == 0)
        {
            throw BadAudio.Because("The file is empty.");
        }

        SkipTags(source);
        Span<byte> start = stackalloc byte[AudioSignature.Bytes];
        start = start[..source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        source.Position = 0;
        return AudioSignature.NameOf(start) switch
        {
            "wav" => new WavFile(source),
            "flac" => new FlacFile(source),
            "ogg" => new OggOpusFile(source),
            "webm" => new WebmFile(source),
            "mp4" => new Mp4File(source),
            { } other when other != "mp3" => throw BadAudio.Because($"The file is {other}, not {Formats}."),
            _ when IsMpeg(start) || FindMpeg(source) => new Mp3File(source),
            _ => throw BadAudio.Because($"The file is not {Formats}."),
        };
    }

    /// <summary>ISO/IEC 11172-3: eleven set bits, a version and a layer that exist.</summary>
    private static bool IsMpeg(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0xFF && (start[1] & 0xE0) == 0xE0 && (start[1] & 0x18) != 0x08 && (start[1] & 0x06) != 0;

    /// <summary>Makes the first frame the source's start, if there is one near.</summary>
    private static bool FindMpeg(FileSource source)
    {
        byte[] bytes = new byte[SearchedBytes];
        int length = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int at = AudioSignature.FindMpeg(bytes.AsSpan(0, length));
        source.Narrow(Math.Max(0, at), source.Length);
        return at >= 0;
    }

    /// <summary>Makes what follows ID3v2 tags the source's start. Their length is in four bytes of seven bits (ID3v2.4 §3.1).</summary>
    private static void SkipTags(FileSource source)
    {
        Span<byte> header = stackalloc byte[Id3HeaderBytes];
        for (int tags = 0; tags < MostTags; tags++)
        {
            int length = source.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            source.Position = 0;
            if (length < header.Length || AudioSignature.NameOf(header) != "mp3" || header[6..].ContainsAnyInRange((byte)128, (byte)255))
            {
                return;
            }

            int body = (header[6] << 21) + (header[7] << 14) + (header[8] << 7) + header[9];
            int footer = (header[5] & 0x10) != 0 ? Id3HeaderBytes : 0;
            source.Narrow(Id3HeaderBytes + body + footer, source.Length);
        }
    }
}
