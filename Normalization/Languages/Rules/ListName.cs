namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A closed list of words that rules ask for. Its name in <c>lists.tsv</c> is the same in small letters with hyphens.</summary>
internal enum ListName
{
    /// <summary>Endings of an ordinal in digits: <c>21st</c>.</summary>
    OrdinalEndings,

    /// <summary>Months in another script, which stay where they are.</summary>
    MonthsInPlace,

    /// <summary>Words before a year.</summary>
    YearLeads,

    /// <summary>Case endings that only a year of four digits has.</summary>
    YearEndings,

    /// <summary>Words behind a year.</summary>
    YearFollowers,

    /// <summary>Beginnings of the word for hours behind a time.</summary>
    HourWords,

    /// <summary>Words before a decade: <c>the 60s</c>.</summary>
    DecadeLeads,

    /// <summary>Words for powers of ten in another script, which are repeated as they are written.</summary>
    ScalesInPlace,

    /// <summary>Words before a number that is said digit by digit.</summary>
    Codes,

    /// <summary>Things that have a number, which is said digit by digit from four digits on.</summary>
    NumberedThings,

    /// <summary>Words before a short number that is dialled.</summary>
    Calls,

    /// <summary>The same behind the number.</summary>
    CallsBehind,

    /// <summary>What a quotient of 5, 10 or 100 counts, as in <c>4/5 stars</c>.</summary>
    RatedThings,

    /// <summary>Words before the number of a house.</summary>
    NumberWords,

    /// <summary>Places that are numbered with a letter: <c>Seat 12F</c>.</summary>
    Places,

    /// <summary>Words in the name of a street.</summary>
    Ways,

    /// <summary>Names of rulers, which take a numeral.</summary>
    Rulers,

    /// <summary>Words that are numbered in Roman numerals.</summary>
    RomanThings,

    /// <summary>Names of Latin letters in another script.</summary>
    LetterNames,

    /// <summary>Words in capitals that are said as words.</summary>
    SpokenCapitals,

    /// <summary>Long capitals with a vowel that are spelled nevertheless.</summary>
    SpelledCapitals,

    /// <summary>Spelled words that hold small letters.</summary>
    SpelledWords,
}
