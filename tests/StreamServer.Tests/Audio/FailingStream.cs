namespace StreamServer.Tests.Audio;

/// <summary>A source whose disk fails at some point.</summary>
internal sealed class FailingStream(byte[] data, int failAt) : MemoryStream(data, 0, data.Length, writable: false, publiclyVisible: true)
{
    public override int Read(Span<byte> buffer)
    {
        if (Position >= failAt)
        {
            throw new IOException("The disk failed.");
        }

        int count = (int)Math.Min(buffer.Length, failAt - Position);
        GetBuffer().AsSpan((int)Position, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
