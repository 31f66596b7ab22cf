using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Voices;

/// <summary>
/// Answers as Spark-TTS does where a voice is made up: attribute values between their marks, then 32 globals. After any other prompt
/// semantic token 0. Everything that it scores high but may not be written in that place, it scores higher still.
/// </summary>
internal sealed class ControlledSparkModel(int vocabulary, IReadOnlyDictionary<int, int[]> favouritesAfter, int[] otherwise) : ILmModel
{
    private readonly List<int>[] _cache = [.. Enumerable.Range(0, 4).Select(_ => new List<int>())];
    private readonly float[] _logits = new float[4 * vocabulary];

    public List<int[]> Prompts { get; } = [];

    public int Slots => 4;

    public int MaxLength => 1000;

    public bool CanSwap => true;

    public int MinimumBatch => 1;

    public int ColumnOf(int token) => token;

    public ReadOnlySpan<float> Prefill(int slot, int past, ReadOnlySpan<int> tokens)
    {
        Write(slot, past, tokens);
        Prompts.RemoveAll(prompt => past > 0 && prompt.AsSpan().SequenceEqual(_cache[slot].ToArray().AsSpan(0, past)));
        Prompts.Add([.. _cache[slot]]);
        Score(slot, 0);
        return _logits.AsSpan(0, vocabulary);
    }

    public ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> pasts)
    {
        for (int slot = 0; slot < tokens.Length; slot++)
        {
            Write(slot, pasts[slot], tokens.Slice(slot, 1));
            Score(slot, slot);
        }

        return _logits.AsSpan(0, tokens.Length * vocabulary);
    }

    public void Swap(int slot, int length, int otherSlot, int otherLength) =>
        (_cache[slot], _cache[otherSlot]) = (_cache[otherSlot], _cache[slot]);

    public void Dispose()
    {
    }

    private void Write(int slot, int past, ReadOnlySpan<int> tokens)
    {
        _cache[slot].RemoveRange(past, _cache[slot].Count - past);
        _cache[slot].AddRange(tokens);
    }

    private void Score(int slot, int row)
    {
        Span<float> logits = _logits.AsSpan(row * vocabulary, vocabulary);
        logits.Clear();
        int[] favourites = favouritesAfter.GetValueOrDefault(_cache[slot].Count > 0 ? _cache[slot][^1] : -1, otherwise);
        for (int place = 0; place < favourites.Length; place++)
        {
            logits[favourites[place]] = 50 - (10 * place);
        }
    }
}
