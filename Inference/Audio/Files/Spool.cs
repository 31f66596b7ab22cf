namespace StreamServer.Inference.Audio.Files;

/// <summary>Makes a source that can seek of one that cannot.</summary>
internal static class Spool
{
    /// <summary>Up to here a copy stays in memory: about two minutes of mp3.</summary>
    private const int MostMemoryBytes = 1 << 20;

    private const int BufferBytes = 64 * 1024;

    /// <returns>A copy at position 0; a temporary file vanishes when it is closed.</returns>
    public static async Task<Stream> CopyAsync(Stream source, CancellationToken cancel)
    {
        Stream copy = new MemoryStream();
        try
        {
            byte[] buffer = new byte[BufferBytes];
            while (await source.ReadAsync(buffer, cancel) is > 0 and var read)
            {
                if (copy is MemoryStream memory && copy.Length + read > MostMemoryBytes)
                {
                    copy = await MoveToFileAsync(memory, cancel);
                }

                await copy.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private static async Task<Stream> MoveToFileAsync(MemoryStream memory, CancellationToken cancel)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.audio");
        var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose | FileOptions.SequentialScan);
        memory.Position = 0;
        await memory.CopyToAsync(file, cancel);
        return file;
    }
}
