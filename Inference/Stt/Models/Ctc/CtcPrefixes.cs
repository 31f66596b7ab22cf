using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// The label sequences that a search has seen, as a tree: each node is one sequence. Keeps its memory from search to search.
/// </summary>
internal sealed class CtcPrefixes
{
    /// <summary>The empty sequence.</summary>
    public const int Root = 0;

    private const int None = -1;

    private readonly Dictionary<long, int> _children = [];
    private readonly List<Node> _nodes = [];

    /// <summary>Forgets every sequence.</summary>
    /// <param name="start">State of the empty text.</param>
    public void Clear(TextState start)
    {
        _children.Clear();
        _nodes.Clear();
        _nodes.Add(new Node(None, None, start));
    }

    /// <summary>The last token of a sequence; -1 for the empty one.</summary>
    public int Last(int prefix) => _nodes[prefix].Token;

    public TextState Text(int prefix) => _nodes[prefix].Text;

    /// <summary>The sequence with one more token.</summary>
    public int Extend(int prefix, int token, TextScorer scorer, TokenTable tokens)
    {
        long key = ((long)prefix << 32) | (uint)token;
        if (!_children.TryGetValue(key, out int child))
        {
            child = _nodes.Count;
            _children.Add(key, child);
            TextState text = _nodes[prefix].Text;
            _nodes.Add(new Node(prefix, token, tokens.IsSpecial(token) ? text : scorer.Read(text, tokens[token])));
        }

        return child;
    }

    /// <summary>Reads a sequence out, first token first.</summary>
    public void Read(int prefix, List<int> labels)
    {
        labels.Clear();
        for (int node = prefix; node != Root; node = _nodes[node].Parent)
        {
            labels.Add(_nodes[node].Token);
        }

        labels.Reverse();
    }

    private readonly record struct Node(int Parent, int Token, TextState Text);
}
