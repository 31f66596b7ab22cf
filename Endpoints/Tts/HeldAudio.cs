using System.Buffers;

namespace StreamServer.Endpoints.Tts;

/// <summary>Bytes of one answer in rented blocks, written at one end and taken at the other. Not thread-safe.</summary>
/// <param name="unsent">What it may hold.</param>
/// <param name="owner">Who is charged.</param>
internal sealed class HeldAudio(UnsentAudio unsent, string owner) : IBufferWriter<byte>, IDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly Queue<(byte[] Block, int Length)> _full = new();
    private byte[] _block = [];
    private int _length;

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _block.Length - _length);
        _length += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_block.Length - _length < Math.Max(1, sizeHint))
        {
            Close();
            int size = Math.Max(BlockBytes, sizeHint);
            unsent.Take(owner, size);
            _block = new byte[size];
        }

        return _block.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The oldest block, which is no longer held; valid until the next call. Empty when there is none.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        if (_full.Count == 0)
        {
            Close();
        }

        if (!_full.TryDequeue(out (byte[] Block, int Length) oldest))
        {
            return default;
        }

        unsent.Return(owner, oldest.Block.Length);
        Length -= oldest.Length;
        return oldest.Block.AsMemory(0, oldest.Length);
    }

    public void Dispose()
    {
        while (!Take().IsEmpty)
        {
        }

        if (_block.Length > 0)
        {
            unsent.Return(owner, _block.Length);
            _block = [];
        }
    }

    private void Close()
    {
        if (_length > 0)
        {
            _full.Enqueue((_block, _length));
            (_block, _length) = ([], 0);
        }
        else if (_block.Length > 0)
        {
            unsent.Return(owner, _block.Length);
            _block = [];
        }
    }
}
