using System.Globalization;
using System.Text.Json;

namespace StreamServer.Inference.Stt.Models;

/// <summary>The pieces of a vocabulary by id. Immutable, thread-safe.</summary>
internal sealed class TokenTable
{
    // No vocabulary is larger; a mistaken file must not ask for all memory.
    private const int MaxId = 1_000_000;

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

    /// <summary>Whether a piece stands for no text: <c>&lt;blk&gt;</c>, <c>&lt;unk&gt;</c>, <c>&lt;|en|&gt;</c>.</summary>
    public bool IsSpecial(int id) => _pieces[id] is ['<', _, .., '>'];

    /// <summary>The same vocabulary with another spelling of one piece; the same when it lacks the piece.</summary>
    public TokenTable With(string piece, string spelling) =>
        new([.. _pieces.Select(known => known == piece ? spelling : known)]);

    /// <summary>
    /// Reads <c>piece id</c> lines (sherpa-onnx, NeMo; a line with only an id is the space), a JSON array whose index is the id
    /// (FunASR), or a JSON object of piece and id (Hugging Face).
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
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? new TokenTable(ById(document.RootElement.EnumerateObject().Select(item => (item.Name, item.Value.GetInt32()))))
                    : new TokenTable([.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")]);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
            {
                throw new StreamException(
                    StreamError.ServerNotReady,
                    $"{path} is neither a JSON array of pieces nor an object of pieces and ids.",
                    inner: exception);
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
            if (!int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id > MaxId)
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

    private static string[] ById(IEnumerable<(string Piece, int Id)> entries)
    {
        (string Piece, int Id)[] all = [.. entries];
        if (all.Any(entry => entry.Id is < 0 or > MaxId))
        {
            throw new FormatException($"An id is not between 0 and {MaxId}.");
        }

        string[] pieces = new string[all.Select(entry => entry.Id + 1).DefaultIfEmpty().Max()];
        Array.Fill(pieces, "");
        foreach ((string piece, int id) in all)
        {
            pieces[id] = piece;
        }

        return pieces;
    }
}
