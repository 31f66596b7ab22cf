namespace StreamServer.Tests.Audio;

/// <summary>A source whose reads give few bytes, however many are asked for.</summary>
internal sealed class DrippingStream(byte[] data, int longest) : MemoryStream(data)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, longest));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, longest)]);
}
