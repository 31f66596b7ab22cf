namespace StreamServer.Normalization.Stages;

/// <summary>Collects the letters of clauses and sentences and turns them into language spans. One text, one use.</summary>
internal ref struct Clauses(SpokenText text)
{
    /// <summary>Letters since the last clause ended.</summary>
    public LetterCount Current;

    private LetterCount _sentence;
    private LetterCount _total;
    private Language? _last;
    private Language? _lastClause;

    // Clauses of the open sentence: their ends and languages, until the language of the sentence is known.
    private List<(int End, Language Clause)>? _open;
    private (int End, Language Clause) _only;
    private int _openCount;

    /// <summary>Ends the clause before an index of the text.</summary>
    public void CloseClause(int end)
    {
        _sentence.Add(Current);
        _lastClause = Current.Language ?? _lastClause;

        Current = default;

        // Leading clauses without letters are English: they hold nothing that the language would change.
        (int End, Language Clause) clause = (end, _lastClause ?? Language.English);
        if (_openCount == 0)
        {
            _only = clause;
        }
        else
        {
            _open ??= [];
            if (_openCount == 1)
            {
                _open.Clear();
                _open.Add(_only);
            }

            _open.Add(clause);
        }

        _openCount++;
    }

    /// <summary>Ends the sentence with the clause that was closed last.</summary>
    public void CloseSentence()
    {
        _last = _sentence.Language ?? _last;
        _total.Add(_sentence);
        _sentence = default;
        Language language = _last ?? Language.English;
        if (_openCount == 1)
        {
            text.AddSpan(new LanguageSpan(_only.End, language, _only.Clause));
        }
        else
        {
            for (int i = 0; i < _openCount; i++)
            {
                text.AddSpan(new LanguageSpan(_open![i].End, language, _open[i].Clause));
            }
        }

        _openCount = 0;
    }

    /// <summary>Tells the text what was found in all of it.</summary>
    public readonly void Finish(int length)
    {
        text.Dominant = _total.Dominant;
        if (length > 0 && text.Spans.IsEmpty)
        {
            text.AddSpan(new LanguageSpan(length, Language.English, Language.English));
        }
    }
}
