using StreamServer.Inference;

namespace StreamServer.Endpoints.Uploads;

/// <summary>One recording as it came: in memory while it is small, then in a file. One writer, then one reader.</summary>
/// <param name="store">Where it lies.</param>
/// <param name="caller">Who is charged.</param>
internal sealed class UploadFile(UploadStore store, string caller) : IDisposable
{
    private const int MemoryBytes = 256 * 1024;

    private Stream _content = new MemoryStream();
    private long _held;

    public long Length => _content.Length;

    /// <exception cref="StreamException">No room.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        store.Take(caller, bytes.Length);
        _held += bytes.Length;
        try
        {
            if (_content is MemoryStream memory && memory.Length + bytes.Length > MemoryBytes)
            {
                FileStream file = store.Create();
                _content = file;
                await file.WriteAsync(memory.GetBuffer().AsMemory(0, (int)memory.Length), cancellation);
            }

            await _content.WriteAsync(bytes, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.ServerStorageFull, "The server has no room for this upload.", inner: exception);
        }
    }

    /// <summary>All of it from the start; can seek. The file owns it.</summary>
    public Stream Open()
    {
        _content.Position = 0;
        return _content;
    }

    public void Dispose()
    {
        _content.Dispose();
        if (_held > 0)
        {
            store.Return(caller, _held);
            _held = 0;
        }
    }
}
