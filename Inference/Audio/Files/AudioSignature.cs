using StreamServer.Inference.Audio.Mpeg;

namespace StreamServer.Inference.Audio.Files;

/// <summary>What the first bytes of audio say about its container. Pure.</summary>
internal static class AudioSignature
{
    /// <summary>Bytes that tell the containers apart.</summary>
    public const int Bytes = 12;

    /// <summary>Bytes after which it is decided whether samples or frames of MPEG audio come: the headers of four frames.</summary>
    public const int MostBytes = (3 * MpegHeader.MostFrameBytes) + MpegHeader.Bytes;

    private const int FramesInARow = 4;

    /// <summary>Containers that can be decoded while they come.</summary>
    public static bool IsStreamable(string name) => name is "wav" or "flac" or "ogg" or "mp3" or "webm";

    /// <summary>Whether these may be the first bytes of one of them, so that more must come to tell.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> start) => start.IsEmpty || start[0]
        is (byte)'R' or (byte)'B' or (byte)'f' or (byte)'O' or (byte)'I' or (byte)'F' or (byte)'c' or (byte)'#' or (byte)'.'
        or 0x1A or 0x30 or 0xFF or 0;

    /// <returns>Name of the container, by a signature that other audio does not have; null without one.</returns>
    /// <param name="start"><see cref="Bytes"/> of it, or all that there is.</param>
    public static string? NameOf(ReadOnlySpan<byte> start) => start switch
    {
        _ when IsWav(start) => "wav",
        _ when start.StartsWith("fLaC"u8) => "flac",
        _ when start.StartsWith("OggS"u8) => "ogg",
        _ when start.StartsWith("ID3"u8) && start.Length >= 10 && start[3] < 0xFF && start[4] < 0xFF => "mp3",
        _ when start is [0x1A, 0x45, 0xDF, 0xA3, ..] => "webm",
        _ when start.Length >= 8 && start[4..].StartsWith("ftyp"u8) => "mp4",
        _ when start.StartsWith("FORM"u8) && start.Length >= Bytes && start[8..].StartsWith("AIF"u8) => "aiff",
        _ when start.StartsWith("caff"u8) => "caf",
        _ when start.StartsWith("#!AMR"u8) => "amr",
        _ when start is [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => "wma",
        _ when start.StartsWith(".snd"u8) => "au",
        _ => null,
    };

    public static bool IsWav(ReadOnlySpan<byte> start) =>
        start.Length >= Bytes && (start.StartsWith("RIFF"u8) || start.StartsWith("RF64"u8) || start.StartsWith("BW64"u8))
            && start[8..].StartsWith("WAVE"u8);

    /// <summary>Whether several frames of MPEG audio stand here one behind the other, as they do not in anything else.</summary>
    /// <param name="bytes">From the first frame on.</param>
    /// <param name="isWhole">No more bytes come: fewer frames are enough.</param>
    /// <returns>Null when more bytes are needed to tell.</returns>
    public static bool? IsMpeg(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        MpegHeader? first = null;
        for (int frame = 0; frame < FramesInARow; frame++)
        {
            if (bytes.Length < MpegHeader.Bytes)
            {
                return isWhole ? frame > 1 : null;
            }

            if (!MpegHeader.TryRead(bytes, out MpegHeader header) || (first is { } stream && !header.IsLike(stream)))
            {
                return false;
            }

            first ??= header;
            bytes = bytes[Math.Min(bytes.Length, header.FrameBytes)..];
        }

        return true;
    }

    /// <summary>Where frames of MPEG audio begin, behind zeros, or behind the rest of a frame that was cut.</summary>
    /// <param name="bytes">What to search.</param>
    /// <returns>-1 where they do not.</returns>
    public static int FindMpeg(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (true)
        {
            int sync = bytes[at..].IndexOf((byte)0xFF);
            if (sync < 0)
            {
                return -1;
            }

            at += sync;
            if (IsMpeg(bytes[at..], isWhole: true) == true)
            {
                return at;
            }

            at++;
        }
    }
}
