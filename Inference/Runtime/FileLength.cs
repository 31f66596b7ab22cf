namespace StreamServer.Inference.Runtime;

/// <summary>Sizes of files with links followed: a cache folder of Hugging Face holds nothing but links.</summary>
internal static class FileLength
{
    /// <returns>Bytes of the file that <paramref name="path"/> is or leads to; null when there is none.</returns>
    public static long? Of(string path)
    {
        FileInfo info = new(path);
        try
        {
            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        }
        catch (IOException)
        {
            // A link to itself.
            return null;
        }

        return info.Exists ? info.Length : null;
    }
}
