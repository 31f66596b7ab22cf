namespace StreamServer.Inference.Stt.Correction;

/// <summary>
/// Words that a user expects, found by near misses. Symmetric deletes (Garbe's SymSpell): each word is filed under everything that
/// is left of its first letters after up to two deletions, and so is what is looked up; whatever meets is a candidate, and the
/// Damerau-Levenshtein distance decides. Only a prefix is filed, as SymSpell's own index does it: at most 29 entries a word, however
/// long the word. Immutable, thread-safe.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Words that one session may bring.</summary>
    public const int MaxWords = 10_000;

    private const int MaxDistance = 2;

    /// <summary>Letters that are filed. SymSpell's default: longer finds fewer candidates and costs more room.</summary>
    private const int PrefixLength = 7;

    /// <summary>What is left of a prefix: itself, without each letter, without each pair of letters.</summary>
    private const int MostRests = 1 + PrefixLength + (PrefixLength * (PrefixLength - 1) / 2);

    /// <summary>Up to here one edit is already a third of the word.</summary>
    private const int ShortWord = 4;

    /// <summary>Words between two looks at the cancellation.</summary>
    private const int CancellationInterval = 256;

    private readonly List<string> _words = [];
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly ulong[] _rests; // hashes in order; equal ones of different rests only add candidates
    private readonly int[] _filed; // rank of the word that left the rest at the same index

    /// <param name="words">The likelier word first: that settles a tie. Case does not count.</param>
    /// <param name="cancellation">Nobody waits for it any more.</param>
    public Vocabulary(IEnumerable<string> words, CancellationToken cancellation = default)
    {
        List<ulong> rests = [];
        List<int> filed = [];
        Span<ulong> own = stackalloc ulong[MostRests];
        foreach (string word in words.Select(word => word.Trim().ToLowerInvariant()))
        {
            if (word.Length == 0 || !_ranks.TryAdd(word, _words.Count))
            {
                continue;
            }

            foreach (ulong rest in own[..Rests(word, own)])
            {
                rests.Add(rest);
                filed.Add(_words.Count);
            }

            _words.Add(word);
            if (_words.Count % CancellationInterval == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        _rests = [.. rests];
        _filed = [.. filed];
        Array.Sort(_rests, _filed);
    }

    public int Count => _words.Count;

    /// <returns>
    /// The closest word within the allowed distance, the likelier one if several are; null for none. An exact match is itself.
    /// </returns>
    public string? Nearest(string word)
    {
        string wanted = word.ToLowerInvariant();
        if (_ranks.ContainsKey(wanted))
        {
            return wanted;
        }

        int best = -1;
        int closest = (wanted.Length <= ShortWord ? 1 : MaxDistance) + 1;
        HashSet<int> seen = [];
        Span<ulong> rests = stackalloc ulong[MostRests];
        foreach (ulong rest in rests[..Rests(wanted, rests)])
        {
            for (int at = First(rest); at < _rests.Length && _rests[at] == rest; at++)
            {
                int rank = _filed[at];
                if (!seen.Add(rank))
                {
                    continue;
                }

                int distance = EditDistance.Between(wanted, _words[rank], closest);
                if (distance < closest || (distance == closest && best >= 0 && rank < best))
                {
                    (closest, best) = (distance, rank);
                }
            }
        }

        return best < 0 ? null : _words[best];
    }

    /// <summary>Index of the first entry that is not below.</summary>
    private int First(ulong rest)
    {
        (int low, int high) = (0, _rests.Length);
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = _rests[middle] < rest ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Hashes of the prefix and of all that is left of it after up to two deletions, each once.</summary>
    /// <returns>How many.</returns>
    private static int Rests(string word, Span<ulong> rests)
    {
        ReadOnlySpan<char> prefix = word.AsSpan(0, Math.Min(word.Length, PrefixLength));
        int count = 0;
        Add(Hash(prefix, -1, -1), rests, ref count);
        for (int first = 0; first < prefix.Length; first++)
        {
            Add(Hash(prefix, first, -1), rests, ref count);
            for (int second = first + 1; second < prefix.Length; second++)
            {
                Add(Hash(prefix, first, second), rests, ref count);
            }
        }

        return count;

        static void Add(ulong rest, Span<ulong> rests, ref int count)
        {
            if (!rests[..count].Contains(rest))
            {
                rests[count++] = rest;
            }
        }
    }

    /// <summary>FNV-1a over the letters but two, Fowler, Noll and Vo.</summary>
    private static ulong Hash(ReadOnlySpan<char> letters, int without, int andWithout)
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < letters.Length; i++)
        {
            if (i != without && i != andWithout)
            {
                hash = (hash ^ letters[i]) * 1099511628211;
            }
        }

        return hash;
    }
}
