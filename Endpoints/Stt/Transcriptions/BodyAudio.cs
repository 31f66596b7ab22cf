using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>The body of a request as a stream of audio.</summary>
internal static class BodyAudio
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Lets this request bring as much audio as the settings allow, however much other requests may bring.</summary>
    public static void AllowUpload(this HttpContext context, SttWireOptions options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxUploadBytes;
        }
    }

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
