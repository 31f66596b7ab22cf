using System.Buffers;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Tts;

/// <summary>The container's bytes as they are; figures as trailers where the protocol's server part has them (HTTP/2 and later).</summary>
internal sealed class PlainBody(HttpResponse response) : IResponseBody
{
    public string? ContentType => null;

    public IBufferWriter<byte> Writer => response.BodyWriter;

    /// <summary>The body that fits the connection's protocol.</summary>
    public static IResponseBody For(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && !HeadAsGet.IsHead(context)
            ? new ChunkedBody(context.Response) : new PlainBody(context.Response);

    public void Start()
    {
        if (response.SupportsTrailers())
        {
            response.DeclareTrailer(SpeechTotals.RealTimeFactorHeader);
            response.DeclareTrailer(SpeechTotals.AudioSecondsHeader);
            response.DeclareTrailer(SpeechTotals.TimingHeader);
            response.DeclareTrailer(SpeechTotals.CutShortHeader);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellation) => await response.BodyWriter.FlushAsync(cancellation);

    public async ValueTask CompleteAsync(SpeechTotals figures, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        if (response.SupportsTrailers())
        {
            foreach ((string name, string value) in figures.Headers)
            {
                response.AppendTrailer(name, value);
            }
        }
    }
}
