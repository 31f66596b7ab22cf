namespace StreamServer.Inference.Audio;

/// <summary>Makes the exception for a file that cannot be read.</summary>
internal static class BadAudio
{
    private const string Member = "file";

    public static StreamException Because(string reason, Exception? inner = null) =>
        new(StreamError.ClientBadAudio, reason, Member, inner);
}
