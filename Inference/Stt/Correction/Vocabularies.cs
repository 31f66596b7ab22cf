using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StreamServer.Inference.Stt.Correction;

/// <summary>
/// The vocabularies that callers brought, shared by content: whoever brings the words that another session has gets the same index.
/// One that no session holds any more may go. Thread-safe.
/// </summary>
internal sealed class Vocabularies
{
    /// <summary>Contents that are remembered; beyond, those that are gone are forgotten, and if none is, all.</summary>
    private const int MostRemembered = 1024;

    private readonly ConcurrentDictionary<string, WeakReference<Vocabulary>> _known = new(StringComparer.Ordinal);

    /// <summary>Builds on the caller's thread, which is never a model's: some 20 ms for the most that a caller may bring.</summary>
    /// <param name="words">The likelier first.</param>
    /// <param name="cancellation">Ends the building.</param>
    public Vocabulary Get(IReadOnlyCollection<string> words, CancellationToken cancellation)
    {
        string content = string.Join(',', words);
        string key = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(content.AsSpan())));
        if (_known.TryGetValue(key, out WeakReference<Vocabulary>? known) && known.TryGetTarget(out Vocabulary? vocabulary))
        {
            return vocabulary;
        }

        vocabulary = new Vocabulary(words, cancellation);
        if (_known.Count >= MostRemembered)
        {
            Forget();
        }

        _known[key] = new WeakReference<Vocabulary>(vocabulary);
        return vocabulary;
    }

    private void Forget()
    {
        foreach ((string key, WeakReference<Vocabulary> known) in _known)
        {
            if (!known.TryGetTarget(out _))
            {
                _known.TryRemove(key, out _);
            }
        }

        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }
    }
}
