namespace StreamServer.Inference.Runtime;

/// <summary>
/// Writes files so that a reader, or the next start after a power cut, sees the old or the new content and never half of it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Makes the folder when there is none; an old file's permissions stay. Safe beside other processes that write the same file: the
    /// last one wins.
    /// </summary>
    /// <exception cref="IOException">Cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">May not be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, file => file.Write(content.Span));

    /// <summary>As above, for content that is made while it is written.</summary>
    /// <param name="write">Writes all of it.</param>
    public static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (FileStream file = new(partial, FileMode.CreateNew, FileAccess.Write))
            {
                if (File.Exists(path) && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(path));
                }

                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
