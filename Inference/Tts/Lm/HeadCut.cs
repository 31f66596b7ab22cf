using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Scores only what may follow: makes of a model file with the whole vocabulary's head one that scores the legal tokens, of the last
/// position. It is kept beside the model as <c>NAME.head-HASH.onnx</c> and holds the cut head; all other weights stay in the model's own
/// files when they are outside of its graph. See docs/decisions/0014.
/// </summary>
internal static class HeadCut
{
    /// <summary>A head that is not at least this much larger than the legal tokens is left alone.</summary>
    private const int WorthCutting = 2;

    // Part of the hash: files that older code cut are cut again.
    private const string Format = "1";

    /// <param name="path">The model file.</param>
    /// <param name="logits">Name of its output.</param>
    /// <param name="legal">Tokens that may follow; null leaves the width as it is.</param>
    /// <exception cref="StreamException">The file is not a model, or its weights are missing.</exception>
    public static LmFile Prepare(string path, string logits, IEnumerable<int>? legal)
    {
        try
        {
            OnnxFile file = OnnxFile.Load(path);
            return Prepare(file, path, OutputHead.Find(file, logits), legal);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new StreamException(StreamError.ServerNotReady, exception.Message, inner: exception);
        }
        catch (NotSupportedException exception)
        {
            return new LmFile(path, Note: $"its output head is not cut: {exception.Message}");
        }
    }

    private static LmFile Prepare(OnnxFile file, string path, OutputHead head, IEnumerable<int>? legal)
    {
        int[]? tokens = legal is null ? null : [.. legal.Distinct().Order()];
        if (tokens is not null && (head.Vocabulary < WorthCutting * tokens.Length || tokens[^1] >= head.Vocabulary))
        {
            tokens = null;
        }

        if (tokens is null && head.IsLastOnly)
        {
            return new LmFile(path);
        }

        Dictionary<int, int>? columns = tokens?.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        string cut = $"{Path.ChangeExtension(path, null)}.head-{KeyOf(file, path, tokens)}.onnx";
        if (File.Exists(cut))
        {
            return new LmFile(cut, Head: columns);
        }

        OnnxEdit edit = head.Cut(tokens);
        try
        {
            AtomicFile.Write(cut, stream => file.Write(stream, edit));
            RemoveOlder(path, cut);
            return new LmFile(cut, Head: columns);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            using MemoryStream content = new();
            file.Write(content, edit);
            return new LmFile(path, content.ToArray(), columns,
                $"its output head is cut at every start, because the result cannot be kept: {exception.Message}");
        }
    }

    private static void RemoveOlder(string path, string cut)
    {
        string pattern = $"{Path.GetFileNameWithoutExtension(path)}.head-*.onnx";
        foreach (string older in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, pattern)
            .Where(older => Path.GetFileName(older) != Path.GetFileName(cut)))
        {
            File.Delete(older);
        }
    }

    /// <summary>
    /// Changes with the graph, with the tokens, and with size and time of the weights outside of it: to read those to their end would take
    /// as long as the cut itself.
    /// </summary>
    private static string KeyOf(OnnxFile file, string path, int[]? tokens)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Format));
        using (FileStream graph = File.OpenRead(path))
        {
            hash.AppendData(SHA256.HashData(graph));
        }

        foreach (FileInfo weights in file.WeightFiles.Order(StringComparer.Ordinal).Select(name => new FileInfo(name)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture,
                $"{weights.Name} {FileLength.Of(weights.FullName)} {weights.LastWriteTimeUtc.Ticks}")));
        }

        hash.AppendData(MemoryMarshal.AsBytes<int>(tokens));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
