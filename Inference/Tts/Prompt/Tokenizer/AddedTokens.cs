using System.Text.Json;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>Tokens that are cut out of the text before anything else; at each place the longest wins.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<char> _firstChars = [];
    private readonly int[] _lengths;

    private AddedTokens(IEnumerable<(string Content, Token Token)> tokens)
    {
        foreach ((string content, Token token) in tokens)
        {
            _tokens[content] = token;
            _firstChars.Add(content[0]);
        }

        _lengths = [.. _tokens.Keys.Select(content => content.Length).Distinct().OrderDescending()];
    }

    public static AddedTokens Parse(JsonElement array) => new(
        from token in array.EnumerateArray()
        let content = token.GetProperty("content").GetString() ?? ""
        where content.Length > 0
        select (content, new Token(token.GetProperty("id").GetInt32(), Flag(token, "lstrip"), Flag(token, "rstrip"))));

    public int? IdOf(string content) => _tokens.TryGetValue(content, out Token? token) ? token.Id : null;

    /// <summary>Pieces in order: an added token, or a run of plain text between two.</summary>
    /// <param name="text">The whole prompt.</param>
    /// <param name="isText">Says that a token found at (start, length, id) is to be read as plain text after all.</param>
    public IEnumerable<Piece> Split(string text, Func<int, int, int, bool> isText)
    {
        int plain = 0;
        int at = 0;
        while (at < text.Length)
        {
            if (!_firstChars.Contains(text[at]) || Find(text, at) is not var (length, token) || isText(at, length, token.Id))
            {
                at++;
                continue;
            }

            int end = at;
            while (token.StripLeft && end > plain && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            if (end > plain)
            {
                yield return new Piece(plain, end - plain, null);
            }

            yield return new Piece(at, length, token.Id);
            at += length;
            while (token.StripRight && at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            plain = at;
        }

        if (plain < text.Length)
        {
            yield return new Piece(plain, text.Length - plain, null);
        }
    }

    private (int Length, Token Token)? Find(string text, int at)
    {
        var lookup = _tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (int length in _lengths)
        {
            if (at + length <= text.Length && lookup.TryGetValue(text.AsSpan(at, length), out Token? token))
            {
                return (length, token);
            }
        }

        return null;
    }

    private static bool Flag(JsonElement token, string name) => token.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    /// <summary>A run of <c>text</c>; <see cref="Id"/> is null for plain text.</summary>
    internal readonly record struct Piece(int Start, int Length, int? Id);

    private sealed record Token(int Id, bool StripLeft, bool StripRight);
}
