using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>How many letters of each script a stretch of text has.</summary>
internal struct LetterCount
{
    /// <summary>Letters that are neither Devanagari nor Telugu: scripts without rules of their own are read by the English ones.</summary>
    public int English;
    public int Hindi;
    public int Telugu;

    private Language? _nearest;

    // Digits of a script decide only where no letter does: "१२३" is Hindi, "Room १२३" is not.
    private Language? _digits;

    /// <summary>The language of a clause or sentence: of the Indic letter nearest to its end; null when it has no letters at all.</summary>
    public readonly Language? Language => _nearest ?? (English > 0 ? Text.Language.English : _digits);

    /// <summary>The language with the most letters.</summary>
    public readonly Language Dominant =>
        Telugu > Hindi && Telugu >= English ? Text.Language.Telugu
        : Hindi > 0 && Hindi >= English ? Text.Language.Hindi
        : English > 0 ? Text.Language.English : _digits ?? Text.Language.English;

    public void SeeHindi()
    {
        Hindi++;
        _nearest = Text.Language.Hindi;
    }

    public void SeeTelugu()
    {
        Telugu++;
        _nearest = Text.Language.Telugu;
    }

    public void SeeDigit(char digit) => _digits ??= digit switch
    {
        >= '\u0966' and <= '\u096F' => Text.Language.Hindi,
        >= '\u0C66' and <= '\u0C6F' => Text.Language.Telugu,
        _ => null,
    };

    public void Add(LetterCount other)
    {
        English += other.English;
        Hindi += other.Hindi;
        Telugu += other.Telugu;
        _digits ??= other._digits;
        _nearest = other._nearest ?? _nearest;
    }
}
