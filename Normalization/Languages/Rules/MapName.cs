namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Written forms and what they stand for. Its name in <c>forms.tsv</c> is the same in small letters with hyphens.</summary>
internal enum MapName
{
    /// <summary>Names and short names of months, to the number of the month.</summary>
    Months,

    /// <summary>Short names of weekdays.</summary>
    Weekdays,

    /// <summary>Decades by their two digits, <c>00</c> and <c>2000</c>.</summary>
    Decades,

    /// <summary>Titles and joining words: their dot never ends a sentence.</summary>
    LeadingAbbreviations,

    /// <summary>Abbreviations whose dot may end a sentence too.</summary>
    ClosingAbbreviations,

    /// <summary>Said in full with or without a dot.</summary>
    BareAbbreviations,

    /// <summary>Words with a digit in them.</summary>
    ChatWords,

    /// <summary>Letters with dots between them, without the dots.</summary>
    DottedLetters,

    /// <summary>Letters with a slash.</summary>
    SlashedLetters,

    /// <summary>Abbreviations that are ones only before a number.</summary>
    NumberedWords,

    /// <summary>Words for powers of ten, to a name of <see cref="Scale"/>.</summary>
    Scales,

    /// <summary>Suffixes that touch the number.</summary>
    AttachedScales,

    /// <summary>Suffixes behind an amount of money.</summary>
    MoneyScales,

    /// <summary>Times that a price is for.</summary>
    Periods,

    /// <summary>Abbreviations with their dots and blanks, to the full form.</summary>
    FullForms,

    /// <summary>Units in another script, to the full form.</summary>
    UnitForms,

    /// <summary>Abbreviations of the rupee in another script.</summary>
    RupeeForms,

    /// <summary>Their full forms, to the form behind one.</summary>
    RupeeSingulars,

    /// <summary>Signs that are left between words.</summary>
    Signs,

    /// <summary>Signs in addresses.</summary>
    AddressSigns,

    /// <summary>Short names of ways behind the name of a street.</summary>
    StreetWays,

    /// <summary>What something may be counted by, other than a unit: <c>10/day</c>.</summary>
    Divisors,

    /// <summary>Letters with a slash that mean something else in capitals.</summary>
    SlashedCapitals,
}
