namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Finds out at load from which batch size on a row's logits are the same to the bit, whatever the batch: matrix kernels may
/// choose other code for few rows than for many, and then the same seed would give other tokens under load.
/// See docs/decisions/0005.
/// </summary>
internal static class BatchProbe
{
    /// <summary>Tokens that the probed rows hold: their contents do not matter, only that rows differ.</summary>
    private const int Past = 5;

    public static int FindMinimum(ILmModel model)
    {
        int slots = model.Slots;
        Span<int> tokens = new int[slots];
        Span<int> pasts = new int[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            model.Prefill(slot, 0, [1, 2 + (slot % 7), 3, 4, 5]);
            tokens[slot] = 6 + (slot % 5);
            pasts[slot] = Past;
        }

        ReadOnlySpan<float> full = model.Decode(tokens, pasts);
        float[] expected = full[..(full.Length / slots)].ToArray();
        for (int batch = slots - 1; batch >= 1; batch--)
        {
            // Row 0 again: it writes the same key and value to the same place.
            if (!model.Decode(tokens[..batch], pasts[..batch])[..expected.Length].SequenceEqual(expected))
            {
                return batch + 1;
            }
        }

        return 1;
    }
}
