using System.Security.Cryptography;
using System.Text;
using StreamServer.Auth.Settings;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>The secret that keys are hashed with: from the settings, else made once and kept beside the database.</summary>
internal static class PepperFile
{
    public const string Name = "pepper";

    public const int MinLength = 16;

    /// <exception cref="StreamException">The file cannot be read or made, or holds too little.</exception>
    public static byte[] Load(AuthOptions options)
    {
        if (options.Pepper.Length > 0)
        {
            return Encoding.UTF8.GetBytes(options.Pepper);
        }

        string path = Path.Combine(options.DataDir, Name);
        try
        {
            PrivateFiles.CreateFolder(options.DataDir);
            if (!File.Exists(path))
            {
                Create(path);
            }

            string text = File.ReadAllText(path).Trim();
            return text.Length >= MinLength
                ? Encoding.UTF8.GetBytes(text)
                : throw new StreamException(
                    StreamError.StoreUnavailable, $"The file '{Name}' in DATA_DIR holds less than {MinLength} characters.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(
                StreamError.StoreUnavailable, $"The file '{Name}' in DATA_DIR cannot be used: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Whole or not at all: of two processes that start at once, the first one's file stays.</summary>
    private static void Create(string path)
    {
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (FileStream file = PrivateFiles.Open(partial, FileMode.CreateNew))
            {
                file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
