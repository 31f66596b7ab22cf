using System.Text;

namespace StreamServer.Inference.Audio.Webm;

/// <summary>One track of a WebM file.</summary>
/// <param name="Number">By which blocks name it.</param>
/// <param name="IsAudio">Else video, subtitles…</param>
/// <param name="Codec">Such as <c>A_OPUS</c>.</param>
/// <param name="Private">What the codec needs; for Opus its head.</param>
/// <param name="IsEncoded">Compressed or encrypted once more.</param>
internal sealed record WebmTrack(long Number, bool IsAudio, string Codec, byte[] Private, bool IsEncoded)
{
    private const int AudioType = 2;
    private const int MostCodecName = 32;

    /// <summary>The tracks in the body of <see cref="WebmIds.Tracks"/>; what is broken ends the list.</summary>
    public static List<WebmTrack> ReadAll(ReadOnlySpan<byte> body)
    {
        List<WebmTrack> tracks = [];
        while (TryNext(ref body, out EbmlElement element, out ReadOnlySpan<byte> inside))
        {
            if (element.Id == WebmIds.TrackEntry)
            {
                tracks.Add(Read(inside));
            }
        }

        return tracks;
    }

    /// <summary>The next element of a body that is in memory.</summary>
    /// <returns>False at its end, or where it is broken.</returns>
    public static bool TryNext(ref ReadOnlySpan<byte> body, out EbmlElement element, out ReadOnlySpan<byte> inside)
    {
        int head = EbmlElement.TryRead(body, out element);
        if (head == 0 || element.Size is not { } size || size > body.Length - head)
        {
            inside = default;
            return false;
        }

        inside = body.Slice(head, (int)size);
        body = body[(head + (int)size)..];
        return true;
    }

    private static WebmTrack Read(ReadOnlySpan<byte> body)
    {
        WebmTrack track = new(0, false, "", [], false);
        while (TryNext(ref body, out EbmlElement element, out ReadOnlySpan<byte> inside))
        {
            track = element.Id switch
            {
                WebmIds.TrackNumber => track with { Number = NumberOf(inside) },
                WebmIds.TrackType => track with { IsAudio = NumberOf(inside) == AudioType },
                WebmIds.CodecId => track with { Codec = Encoding.ASCII.GetString(inside[..Math.Min(inside.Length, MostCodecName)]) },
                WebmIds.CodecPrivate => track with { Private = inside.ToArray() },
                WebmIds.ContentEncodings => track with { IsEncoded = true },
                _ => track,
            };
        }

        return track;
    }

    private static long NumberOf(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (byte part in bytes[..Math.Min(bytes.Length, sizeof(long))])
        {
            value = (value << 8) | part;
        }

        return value;
    }
}
