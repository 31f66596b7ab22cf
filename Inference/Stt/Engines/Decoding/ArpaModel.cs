using System.Globalization;

namespace StreamServer.Inference.Stt.Engines.Decoding;

/// <summary>
/// An n-gram language model with back-off, read from an ARPA file. Histories are states: the longest one that the model knows.
/// Immutable, thread-safe.
/// </summary>
internal sealed class ArpaModel
{
    /// <summary>The state that knows nothing of what went before.</summary>
    public const int Root = 0;

    private const string Unknown = "<unk>";
    private const string Begin = "<s>";
    private const string End = "</s>";

    // log10 of the probability of a word that the model does not know and has no <unk> for: pyctcdecode's penalty.
    private const float UnknownPenalty = -10;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _children = [];
    private readonly HashSet<char> _letters = [];
    private readonly List<Gram> _grams = [new Gram(float.NaN, 0, Root, 0)];

    private ArpaModel()
    {
    }

    /// <summary>Longest n-gram.</summary>
    public int Order { get; private set; }

    /// <summary>The state at the beginning of a sentence.</summary>
    public int Start { get; private set; }

    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names file and line.</exception>
    public static ArpaModel Load(string path) => Parse(File.ReadLines(path), path);

    /// <param name="lines">Of the file.</param>
    /// <param name="name">What to call the source in an error.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names source and line.</exception>
    public static ArpaModel Parse(IEnumerable<string> lines, string name)
    {
        ArpaModel model = new();
        int order = 0;
        int number = 0;
        bool isWhole = false;
        foreach (string line in lines)
        {
            number++;
            if (line.Length == 0 || line.StartsWith("ngram ", StringComparison.Ordinal) || line == "\\data\\")
            {
                continue;
            }

            if (line == "\\end\\")
            {
                isWhole = true;
                break;
            }

            bool isRead = line[0] == '\\'
                ? line.EndsWith("-grams:", StringComparison.Ordinal) && int.TryParse(line.AsSpan(1, line.Length - 8), out order)
                : order > 0 && model.Add(line, order);
            if (!isRead)
            {
                throw new StreamException(StreamError.ServerNotReady, $"{name}, line {number}: '{line}' does not belong in an ARPA file.");
            }
        }

        if (!isWhole || model.Order == 0)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{name} is not a whole ARPA file: it has no \\end\\ or no n-grams.");
        }

        model.Link();
        return model;
    }

    /// <summary>Whether one of its words has this letter, big or small.</summary>
    public bool Spells(char letter) => _letters.Contains(char.ToLowerInvariant(letter));

    /// <summary>Scores one word.</summary>
    /// <param name="state">History.</param>
    /// <param name="word">As the model spells it, or in capitals.</param>
    /// <returns>The history with this word, and the base 10 logarithm of its probability.</returns>
    public (int State, float Log10) Score(int state, string word) =>
        _words.TryGetValue(word, out int id)
            || _words.TryGetValue(word.ToLowerInvariant(), out id)
            || _words.TryGetValue(Unknown, out id) ? Score(state, id) : (Root, UnknownPenalty);

    /// <summary>Base 10 logarithm of the probability that the sentence ends here; 0 when the model knows no ends.</summary>
    public float Finish(int state) => _words.TryGetValue(End, out int id) ? Score(state, id).Log10 : 0;

    private (int State, float Log10) Score(int state, int word)
    {
        float backOff = 0;
        while (true)
        {
            if (_children.TryGetValue(Key(state, word), out int child) && !float.IsNaN(_grams[child].Log10))
            {
                // The longest n-grams are no histories.
                Gram gram = _grams[child];
                return (gram.Length == Order ? gram.Shorter : child, backOff + gram.Log10);
            }

            if (state == Root)
            {
                return (Root, backOff + UnknownPenalty);
            }

            backOff += _grams[state].BackOff;
            state = _grams[state].Shorter;
        }
    }

    private bool Add(string line, int order)
    {
        string[] items = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        float backOff = 0;
        if ((items.Length != order + 1 && items.Length != order + 2)
            || !TryNumber(items[0], out float log10)
            || (items.Length == order + 2 && !TryNumber(items[^1], out backOff)))
        {
            return false;
        }

        int gram = Root;
        for (int i = 1; i <= order; i++)
        {
            gram = Child(gram, WordId(items[i]));
        }

        _grams[gram] = _grams[gram] with { Log10 = log10, BackOff = backOff };
        Order = Math.Max(Order, order);
        return true;
    }

    private int WordId(string word)
    {
        if (!_words.TryGetValue(word, out int id))
        {
            id = _words.Count;
            _words.Add(word, id);
            _letters.UnionWith(word.ToLowerInvariant());
        }

        return id;
    }

    private int Child(int gram, int word)
    {
        if (!_children.TryGetValue(Key(gram, word), out int child))
        {
            child = _grams.Count;
            _children.Add(Key(gram, word), child);
            _grams.Add(new Gram(float.NaN, 0, Root, _grams[gram].Length + 1));
        }

        return child;
    }

    /// <summary>Finds, for every n-gram, the longest one that is its end.</summary>
    private void Link()
    {
        (int Parent, int Word)[] origins = new (int, int)[_grams.Count];
        foreach ((long key, int child) in _children)
        {
            origins[child] = ((int)(key >> 32), (int)(key & uint.MaxValue));
        }

        // Shorter n-grams first: their links are needed for the longer ones.
        foreach (int gram in Enumerable.Range(1, _grams.Count - 1).OrderBy(gram => _grams[gram].Length))
        {
            (int parent, int word) = origins[gram];
            int shorter = Root;
            while (parent != Root)
            {
                parent = _grams[parent].Shorter;
                if (_children.TryGetValue(Key(parent, word), out shorter))
                {
                    break;
                }
            }

            _grams[gram] = _grams[gram] with { Shorter = shorter };
        }

        Start = _words.TryGetValue(Begin, out int begin) && _children.TryGetValue(Key(Root, begin), out int start) ? start : Root;
    }

    private static bool TryNumber(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static long Key(int gram, int word) => ((long)gram << 32) | (uint)word;

    /// <param name="Log10">Base 10 logarithm of its probability; not a number when the file only has longer ones that begin so.</param>
    /// <param name="BackOff">Base 10 logarithm of its weight as a history.</param>
    /// <param name="Shorter">Its longest proper end.</param>
    /// <param name="Length">Words.</param>
    private readonly record struct Gram(float Log10, float BackOff, int Shorter, int Length);
}
