using System.Globalization;
using System.Text.Json;

namespace StreamServer.Inference.Stt.Engines;

/// <summary>The pieces of a vocabulary by id. Immutable, thread-safe.</summary>
internal sealed class TokenTable
{
    private readonly string[] _pieces;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    private TokenTable(string[] pieces)
    {
        _pieces = pieces;
        for (int id = 0; id < pieces.Length; id++)
        {
            _ids.TryAdd(pieces[id], id);
        }
    }

    public int Count => _pieces.Length;

    public string this[int id] => _pieces[id];

    /// <returns>The piece's id, or null when the vocabulary lacks it.</returns>
    public int? Find(string piece) => _ids.TryGetValue(piece, out int id) ? id : null;

    /// <summary>
    /// Reads <c>piece id</c> lines (sherpa-onnx, NeMo; a line with only an id is the space), or a JSON array whose index is
    /// the id (FunASR).
    /// </summary>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names file and line.</exception>
    public static TokenTable Load(string path)
    {
        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                using FileStream stream = File.OpenRead(path);
                using JsonDocument document = JsonDocument.Parse(stream);
                return new TokenTable([.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")]);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new StreamException(StreamError.ServerNotReady, $"{path} is not a JSON array of strings.", inner: exception);
            }
        }

        return Parse(File.ReadLines(path), path);
    }

    /// <param name="lines"><c>piece id</c> each.</param>
    /// <param name="name">What to call the source in an error.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names source and line.</exception>
    public static TokenTable Parse(IEnumerable<string> lines, string name)
    {
        List<string> pieces = [];
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            int space = line.LastIndexOf(' ');
            if (!int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id > 1_000_000)
            {
                throw new StreamException(StreamError.ServerNotReady, $"{name}, line {number}: '{line}' is not a piece and its id.");
            }

            while (pieces.Count <= id)
            {
                pieces.Add("");
            }

            string piece = space < 0 ? "" : line[..space];
            pieces[id] = piece.Length == 0 ? " " : piece;
        }

        return new TokenTable([.. pieces]);
    }
}
