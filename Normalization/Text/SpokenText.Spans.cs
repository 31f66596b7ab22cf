namespace StreamServer.Normalization.Text;

/// <summary>Language spans: kept in source coordinates, mapped to target coordinates as the edits go by.</summary>
internal sealed partial class SpokenText
{
    private LanguageSpan[] _spans = new LanguageSpan[16];
    private LanguageSpan[] _mapped = new LanguageSpan[16];
    private int _spanCount;
    private int _mappedCount;

    // Spans of sentences that have ended.
    private int _closedSpans;

    /// <summary>Spans of <see cref="Source"/>; empty before the language stage.</summary>
    public ReadOnlySpan<LanguageSpan> Spans => _spans.AsSpan(0, _spanCount);

    /// <summary>The language with the most letters; set by the language stage.</summary>
    public Language Dominant { get; set; }


    /// <summary>The language of the sentence at an index of <see cref="Source"/>.</summary>
    public Language LanguageAt(int position) => _spanCount == 0 ? Options.Language : SpanAt(position).Language;

    /// <summary>The language of the clause at an index of <see cref="Source"/>.</summary>
    public Language ClauseLanguageAt(int position) => _spanCount == 0 ? Options.Language : SpanAt(position).Clause;

    private LanguageSpan SpanAt(int position)
    {
        int low = 0;
        int high = _spanCount - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_spans[middle].End > position)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return _spans[low];
    }

    /// <summary>Adds a clause at the end, to a sentence whose language is not known yet.</summary>
    public void AddClause(int end, Language clause)
    {
        if (_spanCount == _spans.Length)
        {
            Array.Resize(ref _spans, _spanCount * 2);
            Array.Resize(ref _mapped, _spanCount * 2);
        }

        _spans[_spanCount++] = new LanguageSpan(end, clause, clause);
    }

    /// <summary>Ends the sentence of the clauses that were added last; neighbours in the same languages become one span.</summary>
    public void EndSentence(Language language)
    {
        int last = _closedSpans - 1;
        for (int i = _closedSpans; i < _spanCount; i++)
        {
            LanguageSpan span = _spans[i] with { Language = language };
            bool same = last >= 0 && _spans[last].Language == language && _spans[last].Clause == span.Clause;
            _spans[same ? last : ++last] = span;
        }

        _spanCount = last + 1;
        _closedSpans = _spanCount;
    }

    private void ClearSpans()
    {
        _spanCount = 0;
        _closedSpans = 0;
        Dominant = Options.Language;
    }

    private void RestartSpans() => _mappedCount = 0;

    private void ShiftSpansThrough(int position, int shift)
    {
        while (_mappedCount < _spanCount && _spans[_mappedCount].End <= position)
        {
            _mapped[_mappedCount] = _spans[_mappedCount] with { End = _spans[_mappedCount].End + shift };
            _mappedCount++;
        }
    }

    private void MapSpansThrough(int end)
    {
        while (_mappedCount < _spanCount && _spans[_mappedCount].End <= end)
        {
            _mapped[_mappedCount] = _spans[_mappedCount] with { End = _written };
            _mappedCount++;
        }
    }

    private void SwapSpans() => (_spans, _mapped) = (_mapped, _spans);
}
