using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Uploads;

/// <summary>The room for uploads: a folder, and bytes that callers share. Thread-safe.</summary>
internal sealed class UploadStore(UploadOptions options)
{
    private const string Prefix = "streamserver-";
    private const string Extension = ".upload";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly CallerPlaces _bytes = new(options.TotalBytes);

    public string Folder { get; } = options.Folder.Length > 0 ? options.Folder : Path.GetTempPath();

    /// <summary>Bytes held now.</summary>
    public long Held => _bytes.Taken;

    /// <exception cref="StreamException">
    /// No room: <see cref="StreamError.ServerBusy"/>, or <see cref="StreamError.ClientLimit"/> for this caller.
    /// </exception>
    public void Take(string caller, int count)
    {
        switch (_bytes.Enter(caller, count))
        {
            case PlaceAnswer.Full:
                throw new StreamException(
                    StreamError.ServerBusy, "Uploads hold all the room that they may; come back later.")
                { RetryAfter = RetryAfter };
            case PlaceAnswer.FullForCaller:
                throw new StreamException(
                    StreamError.ClientLimit, "Your uploads hold all the room that one caller may.")
                { RetryAfter = RetryAfter };
        }
    }

    public void Return(string caller, long count) => _bytes.Leave(caller, count);

    /// <summary>A new file that nobody else sees; on Unix its name is gone at once, so that a killed process leaves nothing.</summary>
    /// <exception cref="IOException">The folder takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder takes no file.</exception>
    public FileStream Create()
    {
        string path = Path.Combine(Folder, $"{Prefix}{Guid.NewGuid():N}{Extension}");
        FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,

            // None: what is written is written, and closing has nothing left that could fail.
            BufferSize = 0,
        });
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    /// <summary>Removes what a process left that was killed at the wrong moment.</summary>
    public int Clear()
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}"))
        {
            try
            {
                File.Delete(path);
                count++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another server's, in use: not ours to remove.
                continue;
            }
        }

        return count;
    }

    /// <returns>What stands in the way of an upload, one sentence; null when nothing does.</returns>
    public string? Problem()
    {
        try
        {
            using FileStream probe = Create();
            probe.Write(new byte[64 * 1024]);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"UPLOAD_DIR: {Folder} takes no file: {exception.Message}";
        }
    }
}
