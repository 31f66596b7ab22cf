using Microsoft.AspNetCore.Http.Features;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// A body that refuses what is over the limit of its route. Kestrel's own limit would also refuse to take the rest off the wire, and a
/// connection that is closed with bytes unread is reset: the client sees a broken pipe where the answer was 413.
/// </summary>
/// <param name="inner">The body as it comes.</param>
/// <param name="stated">Bytes that the client announced, or null.</param>
/// <param name="most">Bytes of the body, or null for any number; a route may change it before it reads.</param>
internal sealed class LimitedBody(Stream inner, long? stated, long? most) : Stream, IHttpMaxRequestBodySizeFeature
{
    private long _read;

    public bool IsReadOnly => _read > 0;

    public long? MaxRequestBodySize { get; set; } = most;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="StreamException">The body is larger than it may be.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check(stated ?? 0);
        int count = await inner.ReadAsync(buffer, cancellationToken);
        Check(_read += count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The server reads no body synchronously, and Kestrel would refuse it.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Check(long bytes)
    {
        if (bytes > MaxRequestBodySize)
        {
            throw new StreamException(StreamError.ClientTooLarge, $"The body has more than {MaxRequestBodySize} bytes.");
        }
    }
}
