namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// The prefixes alive in one frame: natural logarithms of the probability that a path to it ends in a blank, or in its last token.
/// </summary>
internal sealed class CtcBeam
{
    private readonly Dictionary<int, int> _rows = [];
    private readonly List<Row> _entries = [];

    public int Count => _entries.Count;

    public Row this[int index] => _entries[index];

    public void Clear()
    {
        _rows.Clear();
        _entries.Clear();
    }

    public void AddBlank(int prefix, float log)
    {
        int row = RowOf(prefix);
        _entries[row] = _entries[row] with { Blank = LogAdd(_entries[row].Blank, log) };
    }

    public void AddToken(int prefix, float log)
    {
        int row = RowOf(prefix);
        _entries[row] = _entries[row] with { Token = LogAdd(_entries[row].Token, log) };
    }

    /// <summary>Keeps the best rows, best first.</summary>
    /// <param name="gain">What the text of a prefix adds to its probability.</param>
    /// <param name="settings">How many, and how much worse than the best.</param>
    public void Prune(Func<int, float> gain, CtcBeamSettings settings)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            Row row = _entries[i];
            _entries[i] = row with { Score = row.Total + gain(row.Prefix) };
        }

        // Prefixes break ties, so that the result does not depend on the order of insertion.
        _entries.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Prefix.CompareTo(b.Prefix));
        int kept = Math.Min(_entries.Count, settings.Width);
        while (kept > 1 && _entries[kept - 1].Score < _entries[0].Score - settings.MaxGap)
        {
            kept--;
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
    }

    private static float LogAdd(float a, float b)
    {
        (float high, float low) = a > b ? (a, b) : (b, a);
        return float.IsNegativeInfinity(low) ? high : high + MathF.Log(1 + MathF.Exp(low - high));
    }

    private int RowOf(int prefix)
    {
        if (!_rows.TryGetValue(prefix, out int row))
        {
            row = _entries.Count;
            _rows.Add(prefix, row);
            _entries.Add(new Row(prefix, float.NegativeInfinity, float.NegativeInfinity, 0));
        }

        return row;
    }

    /// <param name="Prefix">Label sequence.</param>
    /// <param name="Blank">Paths that end in a blank.</param>
    /// <param name="Token">Paths that end in the sequence's last token.</param>
    /// <param name="Score">Of the last <see cref="Prune"/>.</param>
    internal readonly record struct Row(int Prefix, float Blank, float Token, float Score)
    {
        public float Total => LogAdd(Blank, Token);
    }
}
