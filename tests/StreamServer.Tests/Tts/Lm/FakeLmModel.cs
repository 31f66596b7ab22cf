using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>
/// A model whose logits say which token comes next as a function of all tokens in the slot, so that a mixed-up cache shows.
/// Token 0 to 8 are numbered, 9 stops. Records what it ran.
/// </summary>
internal sealed class FakeLmModel(int slots, int maxLength = 512, bool canSwap = true) : ILmModel
{
    public const int Stop = 9;

    private readonly List<int>[] _cache = [.. Enumerable.Range(0, slots).Select(_ => new List<int>())];
    private readonly float[] _logits = new float[slots * 10];

    public int Slots => slots;

    public int MaxLength => maxLength;

    public bool CanSwap => canSwap;

    public int MinimumBatch { get; init; } = 1;

    /// <summary>Thrown by so many runs from now on.</summary>
    public int Failures { get; set; }

    /// <summary>What they throw.</summary>
    public Func<Exception> Failure { get; init; } = () => new InvalidOperationException("broken");

    /// <summary>A prompt that has this token first breaks every decode step of its row.</summary>
    public int? Poison { get; init; }

    /// <summary>Called before each decode step with its number of rows.</summary>
    public Action<int>? OnDecode { get; set; }

    public int Decodes { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What <see cref="Decode"/> prefers after these tokens.</summary>
    public static int NextAfter(IEnumerable<int> tokens) =>
        (int)(tokens.Aggregate(17L, (hash, token) => ((hash * 31) + token + 7) % 1_000_003) % 9);

    public int ColumnOf(int token) => token;

    public ReadOnlySpan<float> Prefill(int slot, int past, ReadOnlySpan<int> tokens)
    {
        ThrowIfAsked();
        Write(slot, past, tokens);
        Score(slot, 0);
        return _logits.AsSpan(0, 10);
    }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> pasts)
    {
        OnDecode?.Invoke(tokens.Length);
        ThrowIfAsked();
        Decodes++;
        for (int slot = 0; slot < tokens.Length; slot++)
        {
            Write(slot, pasts[slot], tokens.Slice(slot, 1));
            Score(slot, slot);

            // Token 0 is what a row is fed that sits the step out. Earlier rows are written by then, as a real model leaves them.
            if (_cache[slot][0] == Poison && tokens[slot] != 0)
            {
                throw new InvalidOperationException("poisoned");
            }
        }

        return _logits.AsSpan(0, tokens.Length * 10);
    }

    public void Swap(int slot, int length, int otherSlot, int otherLength)
    {
        Assert.True(canSwap);
        (_cache[slot], _cache[otherSlot]) = (_cache[otherSlot], _cache[slot]);
    }

    public void Dispose() => IsDisposed = true;

    private void Write(int slot, int past, ReadOnlySpan<int> tokens)
    {
        List<int> cache = _cache[slot];
        Assert.True(past <= cache.Count, "A gap in the cache.");
        Assert.True(past + tokens.Length <= maxLength, "Over the end of the cache.");
        cache.RemoveRange(past, cache.Count - past);
        cache.AddRange(tokens);
    }

    private void Score(int slot, int row)
    {
        Span<float> logits = _logits.AsSpan(row * 10, 10);
        logits.Clear();
        logits[NextAfter(_cache[slot])] = 10;
    }

    private void ThrowIfAsked()
    {
        if (Failures > 0)
        {
            Failures--;
            throw Failure();
        }
    }
}
