using System.Runtime.CompilerServices;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>The body of a request as a stream of audio.</summary>
internal static class BodyAudio
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Pieces of a stream; each is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        byte[] buffer = new byte[PieceBytes];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            yield return buffer.AsMemory(0, length);
        }
    }
}
