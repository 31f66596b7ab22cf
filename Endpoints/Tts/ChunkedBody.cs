using System.Buffers;
using System.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// HTTP/1.1 chunked transfer coding (RFC 9112 §7.1) with trailers. Kestrel leaves the framing to a response that names the
/// coding itself, and has no trailers of its own for HTTP/1.1. A response that is cut off has no last chunk, so that clients
/// see it is incomplete.
/// </summary>
internal sealed class ChunkedBody(HttpResponse response) : IResponseBody
{
    private readonly ArrayBufferWriter<byte> _chunk = new(4096);

    public string? ContentType => null;

    public IBufferWriter<byte> Writer => _chunk;

    public void Start()
    {
        response.Headers.TransferEncoding = "chunked";
        response.Headers.Trailer =
            $"{SpeechTotals.RealTimeFactorHeader}, {SpeechTotals.AudioSecondsHeader}, {SpeechTotals.TimingHeader}, "
                + SpeechTotals.CutShortHeader;
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        WriteChunk();
        await response.BodyWriter.FlushAsync(cancellation);
    }

    public async ValueTask CompleteAsync(SpeechTotals figures, CancellationToken cancellation)
    {
        WriteChunk();
        StringBuilder end = new("0\r\n");
        foreach ((string name, string value) in figures.Headers)
        {
            end.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        response.BodyWriter.Write(Encoding.ASCII.GetBytes(end.Append("\r\n").ToString()));
        await response.BodyWriter.FlushAsync(cancellation);
    }

    private void WriteChunk()
    {
        // A chunk of length 0 would be the last one.
        if (_chunk.WrittenCount == 0)
        {
            return;
        }

        IBufferWriter<byte> body = response.BodyWriter;
        Span<byte> length = body.GetSpan(16);
        _chunk.WrittenCount.TryFormat(length, out int digits, "X");
        "\r\n"u8.CopyTo(length[digits..]);
        body.Advance(digits + 2);
        body.Write(_chunk.WrittenSpan);
        body.Write("\r\n"u8);
        _chunk.ResetWrittenCount();
    }
}
