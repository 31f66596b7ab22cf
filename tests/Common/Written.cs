using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamServer.Testing;

/// <summary>
/// What tests write and which secrets they use, when <c>./test.sh</c> asks for both: afterwards it looks for every secret in everything
/// that was written (<c>tests/no-secret.sh</c>). TEST_WRITTEN is a folder, TEST_SECRETS a file beside it. Thread-safe.
/// </summary>
internal static partial class Written
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TEST_WRITTEN") is { Length: > 0 } folder ? folder : null;
    private static readonly string? Secrets = Environment.GetEnvironmentVariable("TEST_SECRETS") is { Length: > 0 } file ? file : null;
    private static readonly ConcurrentDictionary<string, bool> Known = new();
    private static readonly Lock Lock = new();
    private static int _files;

    public static bool IsOn => Folder is not null;

    /// <summary>A key, a pepper or a password that a test uses.</summary>
    public static void Secret(string? secret)
    {
        if (Secrets is null || secret is not { Length: >= 12 } || !Known.TryAdd(secret, true))
        {
            return;
        }

        // Of a key what is random: the rest is its id, which may be seen.
        string random = Key().IsMatch(secret) ? secret[^43..] : secret;
        lock (Lock)
        {
            File.AppendAllLines(Secrets, Forms(random));
        }
    }

    /// <summary>Something that was written, under a name that says what.</summary>
    public static void Keep(string name, string text)
    {
        if (Folder is not null && text.Length > 0)
        {
            File.WriteAllText(NewFile(name), text);
        }
    }

    /// <summary>Every file below a folder; the pepper's own is a secret and not something written.</summary>
    public static void KeepFolder(string name, string folder)
    {
        if (Folder is null || !Directory.Exists(folder))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "pepper")
            {
                Secret(File.ReadAllText(file).Trim());
            }
            else
            {
                File.Copy(file, NewFile($"{name}-{Path.GetFileName(file)}"));
            }
        }
    }

    /// <summary>A file for lines that are written from now on; null while nobody asks.</summary>
    public static TextWriter? Open(string name) =>
        Folder is null ? null : TextWriter.Synchronized(new StreamWriter(NewFile(name)) { AutoFlush = true });

    /// <summary>
    /// A line of a server's output. The one that shows its first key, alone on a line, is where a key is meant to be seen.
    /// </summary>
    public static void Line(TextWriter? writer, string line)
    {
        if (writer is not null && Key().IsMatch(line.Trim()))
        {
            Secret(line.Trim());
        }
        else
        {
            writer?.WriteLine(line);
        }
    }

    /// <summary>How a secret could be written: as it is, for a URL, in base64 at each of its three beginnings, in hexadecimal.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            .. new[] { secret, Uri.EscapeDataString(secret) }.Distinct(),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            .. Enumerable.Range(0, 3).Select(before => Inner(Convert.ToBase64String([.. new byte[before], .. bytes]), before)),
        ];

        // Without the characters that depend on what stands before and after it.
        static string Inner(string text, int before) => text.TrimEnd('=')[(before == 0 ? 0 : before + 1)..^1];
    }

    private static string NewFile(string name)
    {
        Directory.CreateDirectory(Folder!);
        return Path.Combine(Folder!, $"{Environment.ProcessId}-{Interlocked.Increment(ref _files)}-{name}");
    }

    [GeneratedRegex("^spk_live_[0-9A-Za-z]{8}_[0-9A-Za-z_-]{43}$")]
    private static partial Regex Key();
}
