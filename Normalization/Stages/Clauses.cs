using StreamServer.Normalization.Text;

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

    /// <summary>Ends the clause before an index of the text.</summary>
    public void CloseClause(int end)
    {
        _sentence.Add(Current);
        _lastClause = Current.LanguageOr(text.Options.Language) ?? _lastClause;
        Current = default;

        // Leading clauses without letters hold nothing that the language would change.
        text.AddClause(end, _lastClause ?? text.Options.Language);
    }

    /// <summary>Ends the sentence with the clause that was closed last.</summary>
    public void CloseSentence()
    {
        _last = _sentence.LanguageOr(text.Options.Language) ?? _last;
        _total.Add(_sentence);
        _sentence = default;
        text.EndSentence(_last ?? text.Options.Language);
    }

    /// <summary>Tells the text what was found in all of it.</summary>
    public readonly void Finish() => text.Dominant = _total.DominantOr(text.Options.Language);
}
