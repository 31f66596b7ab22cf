using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>
/// Phrases that a search favours, as an Aho-Corasick automaton over characters, so that it does not matter how a vocabulary
/// cuts words into pieces. A phrase counts as whole words only; on its way it lends its boost in proportion, and takes the
/// loan back when the text goes another way. Case does not matter. Immutable, thread-safe.
/// </summary>
internal sealed class HotWords
{
    /// <summary>The state before any text.</summary>
    public const int Start = 0;

    /// <summary>Stands between words, before the first and behind the last.</summary>
    public const char Boundary = '▁';

    /// <summary>Natural logarithm of the odds that a phrase gains when it does not say its own.</summary>
    private const float DefaultBoost = 4;

    /// <summary>More than this outweighs whatever was said.</summary>
    private const float MaxBoost = 100;

    private static readonly ConditionalWeakTable<IReadOnlyList<string>, HotWords> Built = [];

    private readonly List<Node> _nodes = [new Node()];
    private readonly Dictionary<(int Node, char Letter), int> _children = [];
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly WordTrie _beginnings = new();

    /// <summary>
    /// One automaton for one list, built when it is first asked for: whoever brings a list asks at once, so that no engine's thread has
    /// to build the thousands of nodes of a long one. Thread-safe.
    /// </summary>
    /// <param name="phrases">As the constructor takes them; the list itself is the key.</param>
    public static HotWords Of(IReadOnlyList<string> phrases) => Built.GetValue(phrases, static list => new HotWords(list));

    /// <param name="phrases"><c>phrase</c>, or <c>phrase:boost</c> with a natural logarithm.</param>
    public HotWords(IEnumerable<string> phrases)
    {
        foreach (string phrase in phrases)
        {
            Add(phrase);
        }

        Link();
    }

    /// <summary>Reads one character of text.</summary>
    /// <param name="state">From <see cref="Start"/> or an earlier call.</param>
    /// <param name="letter">A character of a word, or <see cref="Boundary"/>.</param>
    /// <returns>The next state and what phrases that end here gain.</returns>
    public (int State, float Gain) Read(int state, char letter)
    {
        letter = char.ToLowerInvariant(letter);
        int child;
        while (!_children.TryGetValue((state, letter), out child))
        {
            if (state == Start)
            {
                return (Start, 0);
            }

            state = _nodes[state].Shorter;
        }

        return (child, _nodes[child].Gain);
    }

    /// <summary>What the unfinished phrases of a state lend.</summary>
    public float Loan(int state) => _nodes[state].Loan;

    /// <summary>Whether a favoured phrase has this word.</summary>
    public bool Has(string word) => _words.Contains(word);

    /// <summary>Whether a favoured phrase has a word that begins so.</summary>
    public bool HasBeginning(string letters)
    {
        int node = WordTrie.Root;
        foreach (char letter in letters)
        {
            node = _beginnings.Next(node, letter);
        }

        return node != WordTrie.None;
    }

    private void Add(string phrase)
    {
        float boost = DefaultBoost;
        int colon = phrase.LastIndexOf(':');
        if (colon > 0 && float.TryParse(phrase.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out float own))
        {
            (phrase, boost) = (phrase[..colon], float.IsNaN(own) ? DefaultBoost : Math.Clamp(own, -MaxBoost, MaxBoost));
        }

        string letters = Spell(phrase);
        if (letters.Length == 0)
        {
            return;
        }

        foreach (string word in boost > 0 ? phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [])
        {
            _words.Add(word);
            _beginnings.Add(word, 0);
        }

        int node = Start;
        int spelt = 0;
        int all = letters.Count(letter => letter != Boundary);
        for (int i = 0; i < letters.Length; i++)
        {
            node = Child(node, letters[i]);
            spelt += letters[i] == Boundary ? 0 : 1;
            if (i < letters.Length - 1)
            {
                _nodes[node] = _nodes[node] with { Loan = Math.Max(_nodes[node].Loan, boost * spelt / all) };
            }
        }

        _nodes[node] = _nodes[node] with { Gain = Math.Max(_nodes[node].Gain, boost) };
    }

    /// <summary>The phrase as the text will spell it: with boundaries, but for scripts that do not mark words.</summary>
    private static string Spell(string phrase)
    {
        StringBuilder letters = new();
        foreach (string word in phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            letters.Append(Boundary).Append(word.ToLowerInvariant());
        }

        if (letters.Length == 0 || WordScripts.IsUnspaced(letters[1]))
        {
            return letters.Replace(Boundary.ToString(), "").ToString();
        }

        return letters.Append(Boundary).ToString();
    }

    private int Child(int node, char letter)
    {
        if (!_children.TryGetValue((node, letter), out int child))
        {
            child = _nodes.Count;
            _children.Add((node, letter), child);
            _nodes.Add(new Node { Parent = node, Letter = letter, Depth = _nodes[node].Depth + 1 });
        }

        return child;
    }

    /// <summary>Finds, for every node, the longest other node that is its end; gains and loans of ends count too.</summary>
    private void Link()
    {
        foreach (int index in Enumerable.Range(1, _nodes.Count - 1).OrderBy(index => _nodes[index].Depth))
        {
            Node node = _nodes[index];
            int parent = node.Parent;
            int shorter = Start;
            while (parent != Start)
            {
                parent = _nodes[parent].Shorter;
                if (_children.TryGetValue((parent, node.Letter), out shorter))
                {
                    break;
                }
            }

            _nodes[index] = node with
            {
                Shorter = shorter,
                Gain = node.Gain + _nodes[shorter].Gain,
                Loan = Math.Max(node.Loan, _nodes[shorter].Loan),
            };
        }
    }

    private readonly record struct Node(int Parent, char Letter, int Depth, int Shorter, float Gain, float Loan);
}
