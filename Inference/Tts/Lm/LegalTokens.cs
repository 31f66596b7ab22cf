namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// The tokens that may follow: numbered ones (semantic or global tokens 0, 1, 2…) and then the stop tokens. A choice is an
/// index into <see cref="Columns"/>. Immutable, shared by all requests of one sort.
/// </summary>
internal sealed class LegalTokens
{
    private readonly int[] _ids;
    private readonly int _run;

    /// <param name="numbered">Token id of number N at index N.</param>
    /// <param name="stops">Ids that end the answer; none for a preamble of fixed length.</param>
    /// <param name="columnOf">Column of a token id in the model's logits.</param>
    public LegalTokens(IReadOnlyList<int> numbered, IReadOnlyList<int> stops, Func<int, int> columnOf)
    {
        _ids = [.. numbered, .. stops];
        Numbered = numbered.Count;
        Columns = [.. _ids.Select(columnOf)];
        while (_run < Columns.Length && Columns[_run] == Columns[0] + _run)
        {
            _run++;
        }
    }

    /// <summary>Choices below this are numbered tokens, the others are stops.</summary>
    public int Numbered { get; }

    public int Count => _ids.Length;

    public int[] Columns { get; }

    public int IdOf(int choice) => _ids[choice];

    public bool IsStop(int choice) => choice >= Numbered;

    /// <summary>Copies the scores of the legal tokens, in the order of choices.</summary>
    public void Gather(ReadOnlySpan<float> logits, Span<float> scores)
    {
        // The numbered tokens are neighbours in every known vocabulary, so that most of this is one copy.
        logits.Slice(Columns[0], _run).CopyTo(scores);
        for (int choice = _run; choice < Columns.Length; choice++)
        {
            scores[choice] = logits[Columns[choice]];
        }
    }
}
