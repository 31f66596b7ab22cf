using System.Globalization;

namespace StreamServer.Inference.Stt.Models.Decoding;

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

    // Letters of a usual word: pyctcdecode's average token length.
    private const float UsualLetters = 6;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _children = [];
    private readonly HashSet<char> _letters = [];
    private readonly WordTrie _trie = new();
    private readonly List<Gram> _grams = [new Gram(float.NaN, 0, Root, 0)];

    // log10 of the probability of the rarest word.
    private float _rarest;

    // log10 of the probability of a usual word that is not listed.
    private float _unlisted = UnknownPenalty;

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

    /// <summary>Base 10 logarithm of the probability of the rarest word that is listed.</summary>
    public float Rarest => _rarest;

    /// <summary>Whether the word is listed, in any case.</summary>
    public bool Lists(string word) => _words.ContainsKey(word) || _words.ContainsKey(word.ToLowerInvariant());

    /// <summary>Where a word stands that is being spelt.</summary>
    /// <param name="beginning"><see cref="WordTrie.Root"/> before its first letter.</param>
    /// <param name="letter">Any case.</param>
    public int Spell(int beginning, char letter) => _trie.Next(beginning, letter);

    /// <summary>Base 10 logarithm of the best that a word can come to, whatever stands before it.</summary>
    /// <param name="beginning">From <see cref="Spell"/>.</param>
    /// <param name="letters">Spelt so far.</param>
    public float Outlook(int beginning, int letters) => beginning == WordTrie.None ? Unlisted(letters) : _trie.Best(beginning);

    /// <summary>Scores one word.</summary>
    /// <param name="state">History.</param>
    /// <param name="word">As the model spells it, or in capitals.</param>
    /// <returns>The history with this word, and the base 10 logarithm of its probability.</returns>
    public (int State, float Log10) Score(int state, string word)
    {
        if (_words.TryGetValue(word, out int id) || _words.TryGetValue(word.ToLowerInvariant(), out id))
        {
            return Score(state, id);
        }

        (int next, float log10) = _words.TryGetValue(Unknown, out id) ? Score(state, id) : (Root, UnknownPenalty);
        return (next, log10 + Unlisted(word.Length) - Unlisted(0));
    }

    /// <summary>Base 10 logarithm of the probability that the sentence ends here; 0 when the model knows no ends.</summary>
    public float Finish(int state) => _words.TryGetValue(End, out int id) ? Score(state, id).Log10 : 0;

    /// <summary>
    /// A word that is not listed, dearer by its length beyond a usual word's, as pyctcdecode has it: else a search would write
    /// several words as one to pay once.
    /// </summary>
    private float Unlisted(int letters) => _unlisted * Math.Max(1, letters / UsualLetters);

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

        foreach ((string word, int id) in _words)
        {
            if (_children.TryGetValue(Key(Root, id), out int gram) && !float.IsNaN(_grams[gram].Log10) && word is not (Begin or End))
            {
                if (word == Unknown)
                {
                    _unlisted = _grams[gram].Log10;
                }
                else
                {
                    _trie.Add(word, _grams[gram].Log10);
                    _rarest = Math.Min(_rarest, _grams[gram].Log10);
                }
            }
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
