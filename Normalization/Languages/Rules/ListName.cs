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

    /// <summary>Words that say which digits of a number are meant: its last ones.</summary>
    EndingWords,

    /// <summary>The same directly before four digits.</summary>
    LastWords,

    /// <summary>Makers of aircraft, whose types are three digits.</summary>
    Aircraft,

    /// <summary>Endings that are written on a date in digits.</summary>
    DateEndings,

    /// <summary>Names of rulers, which take a numeral.</summary>
    Rulers,

    /// <summary>Endings of an ordinal in Roman numerals.</summary>
    RomanOrdinalEndings,

    /// <summary>Beginnings of the word for a century, behind a Roman numeral.</summary>
    Centuries,

    /// <summary>Beginnings of what leaves or starts at a time: <c>the 10.30 train</c>.</summary>
    TimedThings,

    /// <summary>Words before a time that is written with a point.</summary>
    TimeLeads,

    /// <summary>Words behind such a time.</summary>
    TimeFollowers,

    /// <summary>Marks between the hour and the minutes, beside the colon.</summary>
    HourMarks,

    /// <summary>What makes a measure of the minutes behind such a mark.</summary>
    MinuteWords,

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

    /// <summary>Things whose number is said digit by digit only where a word such as <i>number</i> stands between.</summary>
    LabelledThings,

    /// <summary>What may stand between a label and its number.</summary>
    LabelLinks,

    /// <summary>The word <i>number</i> and its short forms.</summary>
    NumberLabels,

    /// <summary>What makes a code of the number before it.</summary>
    CodesBehind,

    /// <summary>Words before a day and a month: nothing but a date stands behind them.</summary>
    DateLeads,

    /// <summary>Words before a day and a month, or before a fraction.</summary>
    LikelyDateLeads,

    /// <summary>Words behind a day and a month.</summary>
    DateFollowers,

    /// <summary>Words behind a quotient that is no date.</summary>
    NoDateFollowers,

    /// <summary>Words before a quotient that is no date.</summary>
    NoDateLeads,

    /// <summary>Words before a number in the plural: <c>under 19s</c>.</summary>
    PluralLeads,

    /// <summary>Words before a number of seconds: <c>wait 20s</c>.</summary>
    DurationLeads,

    /// <summary>Words behind a number of seconds.</summary>
    DurationFollowers,

    /// <summary>Words before a number that counts or measures, and is no year.</summary>
    CountingWords,

    /// <summary>What has a measure: <c>a height of 1450</c>.</summary>
    MeasureNouns,

    /// <summary>Nouns that are counted, other than plurals in s.</summary>
    CountedNouns,

    /// <summary>Words in s that are no plurals.</summary>
    NoPlurals,

    /// <summary>Words behind a number that is a year rather than a quantity.</summary>
    LikelyYearFollowers,

    /// <summary>Books with chapters and verses.</summary>
    Scriptures,

    /// <summary>Words in a postal address.</summary>
    AddressWords,

    /// <summary>Two letters before a postal code of five digits.</summary>
    StateCodes,

    /// <summary>Names before a postal code of five digits.</summary>
    States,

    /// <summary>Names before a postal code of six digits.</summary>
    Cities,

    /// <summary>Words before two numbers with a slash that are said one after the other.</summary>
    PairLeads,

    /// <summary>Words behind such numbers.</summary>
    PairFollowers,

    /// <summary>Words before the number of a plot or a paragraph.</summary>
    PlotLeads,

    /// <summary>Abbreviations in another script whose dot may end a sentence too.</summary>
    ClosingForms,

    /// <summary>Words before the last digits of a number.</summary>
    LabelEnds,

    /// <summary>Words before a key of a telephone.</summary>
    KeyLeads,

    /// <summary>Words behind a key of a telephone.</summary>
    KeyFollowers,
}
