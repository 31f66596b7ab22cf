namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// A language model with one key-value cache a slot. Used by one thread. Spans that it returns are valid until the next call.
/// </summary>
internal interface ILmModel : IDisposable
{
    int Slots { get; }

    /// <summary>Most tokens that a slot can hold, prompt and answer together.</summary>
    int MaxLength { get; }

    /// <summary>Rows are dense at low cost: <see cref="Swap"/> works.</summary>
    bool CanSwap { get; }

    /// <summary>
    /// Smallest batch from which on a row's logits no longer depend on the batch size, to the bit. Smaller batches are filled
    /// up with rows that nobody reads. See docs/decisions/0005.
    /// </summary>
    int MinimumBatch { get; }

    /// <summary>Column of a token id in the logits.</summary>
    /// <exception cref="StreamException">The model's head has no such token.</exception>
    int ColumnOf(int token);

    /// <summary>Runs a part of a prompt in one slot.</summary>
    /// <param name="slot">Whose cache is written.</param>
    /// <param name="past">Tokens that the slot holds already.</param>
    /// <param name="tokens">The next ones.</param>
    /// <returns>Logits after the last token.</returns>
    ReadOnlySpan<float> Prefill(int slot, int past, ReadOnlySpan<int> tokens);

    /// <summary>
    /// One token for each of the slots [0, n), whatever their lengths. A slot that should not advance is given any token and
    /// its own length: it writes where its next real token will overwrite.
    /// </summary>
    /// <param name="tokens">Token of each slot.</param>
    /// <param name="pasts">Tokens that each slot holds.</param>
    /// <returns>Logits, [n, columns].</returns>
    ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> pasts);

    /// <summary>Exchanges the contents of two slots.</summary>
    void Swap(int slot, int length, int otherSlot, int otherLength);
}
