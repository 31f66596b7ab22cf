using System.Security.Cryptography;

namespace StreamServer.Models.Download;

/// <summary>
/// The bytes of a download so far, on disk, with their running hash and the server's name for their version. One owner at a time.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private readonly DownloadFile _file;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Opens or creates the part; what is there already is hashed.</summary>
    /// <exception cref="CommandException">Another process is writing it.</exception>
    public PartFile(DownloadFile file)
    {
        _file = file;
        Directory.CreateDirectory(Path.GetDirectoryName(file.Target)!);
        try
        {
            _stream = new FileStream(file.Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        }
        catch (IOException exception) when (File.Exists(file.Part))
        {
            throw new CommandException($"{file.Part} is being written by another process.", exception);
        }

        byte[] piece = new byte[1 << 20];
        for (int count = _stream.Read(piece); count > 0; count = _stream.Read(piece))
        {
            _hash.AppendData(piece, 0, count);
        }

        Tag = File.Exists(file.PartTag) ? File.ReadAllText(file.PartTag) : null;
    }

    public long Length => _stream.Length;

    /// <summary>The entity tag or date that the part's bytes belong to; null when the server gave none.</summary>
    public string? Tag { get; private set; }

    /// <summary>Forgets everything; the bytes to come are of version <paramref name="tag"/>.</summary>
    public void Restart(string? tag)
    {
        _stream.SetLength(0);
        _hash.GetHashAndReset();
        Tag = tag;
        if (tag is null)
        {
            File.Delete(_file.PartTag);
        }
        else
        {
            File.WriteAllText(_file.PartTag, tag);
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _stream.WriteAsync(bytes, cancellation);
        _hash.AppendData(bytes.Span);
    }

    /// <summary>Hex of all bytes so far.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Everything is here: the file appears under its own name, in one step.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_file.Part, _file.Target, overwrite: true);
        File.Delete(_file.PartTag);
    }

    /// <summary>What is here is worthless.</summary>
    public void Discard()
    {
        _stream.Dispose();
        File.Delete(_file.Part);
        File.Delete(_file.PartTag);
    }

    public void Dispose()
    {
        // An empty part is nothing to continue.
        if (_stream.CanWrite && _stream.Length == 0)
        {
            Discard();
        }

        _stream.Dispose();
        _hash.Dispose();
    }
}
