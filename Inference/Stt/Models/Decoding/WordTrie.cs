namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>
/// The words of a language model, letter by letter, with the best probability of what each beginning can become. Small letters.
/// </summary>
internal sealed class WordTrie
{
    /// <summary>Nothing has been spelt.</summary>
    public const int Root = 0;

    /// <summary>No word begins so.</summary>
    public const int None = -1;

    private readonly Dictionary<(int Node, char Letter), int> _children = [];
    private readonly List<float> _best = [float.NegativeInfinity];

    /// <param name="word">Any case.</param>
    /// <param name="log10">Base 10 logarithm of its probability.</param>
    public void Add(string word, float log10)
    {
        int node = Root;
        foreach (char letter in word)
        {
            (int, char) key = (node, char.ToLowerInvariant(letter));
            if (!_children.TryGetValue(key, out int child))
            {
                child = _best.Count;
                _best.Add(log10);
                _children.Add(key, child);
            }

            node = child;
            _best[node] = Math.Max(_best[node], log10);
        }
    }

    /// <summary>The beginning with one more letter, or <see cref="None"/>.</summary>
    public int Next(int node, char letter) =>
        node != None && _children.TryGetValue((node, char.ToLowerInvariant(letter)), out int child) ? child : None;

    /// <summary>Base 10 logarithm of the most probable word that begins so.</summary>
    public float Best(int node) => _best[node];
}
