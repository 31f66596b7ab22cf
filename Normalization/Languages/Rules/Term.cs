namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A word that a rule says. Its name in <c>words.tsv</c> is the same in small letters with hyphens: <c>divided-by</c>.</summary>
internal enum Term
{
    Point,
    Minus,
    Plus,

    /// <summary>Between the ends of a range.</summary>
    To,

    /// <summary>Between the terms of a ratio: <c>3:2</c>.</summary>
    RatioTo,
    Percent,
    PerMille,

    /// <summary>Between a measure and the unit that it is divided by.</summary>
    Per,

    /// <summary>Between the whole part and the fraction of a mixed number.</summary>
    And,

    /// <summary>Between marks that were given and the most that could be: <c>4.5 out of 5</c>.</summary>
    OutOf,

    /// <summary>Between the factors of a product, as in <c>3 × 4</c>.</summary>
    Times,
    Equals,
    DividedBy,

    /// <summary>Before a unit of length to the second power.</summary>
    Square,

    /// <summary>Before a unit of length to the third power.</summary>
    Cubic,

    /// <summary>Behind what is taken to the second power.</summary>
    Squared,
    Cubed,
    PowerOf,
    PlusOrMinus,
    About,

    /// <summary>Between an amount and its hundredths.</summary>
    MoneyAnd,

    /// <summary>Between the parts of a number of a house: <c>12/3</c>.</summary>
    By,

    /// <summary>Between the pressures of blood.</summary>
    Over,

    /// <summary>Between runs and wickets; empty where they are said as a fraction.</summary>
    WicketsFor,

    /// <summary>Between day and month behind an ordinal: <c>13th of November</c>.</summary>
    DateOf,

    /// <summary>Between a date and a time.</summary>
    TimeAt,

    /// <summary>The at sign.</summary>
    At,
    Dot,

    /// <summary>What is said for <c>www.</c>, the dot included.</summary>
    Www,
    Port,
    Line,
    Star,
    Hash,
    Hashtag,
    Number,
    Version,

    /// <summary>The sign <c>&amp;</c> by its name.</summary>
    Ampersand,

    /// <summary>A key of a telephone.</summary>
    StarKey,
    HashKey,

    /// <summary>Between the two sides of a proportion.</summary>
    As,

    /// <summary>Between two that may be chosen.</summary>
    Or,

    IsNotEqual,
    IsLess,
    Less,
    IsMore,
    More,
    IsAtMost,
    AtMost,
    IsAtLeast,
    AtLeast,

    ScaleThousand,
    ScaleLakh,
    ScaleMillion,
    ScaleCrore,
    ScaleLakhCrore,
    ScaleBillion,
    ScaleTrillion,

    /// <summary>Behind what the factorial is taken of.</summary>
    Factorial,
    AbsoluteValueOf,

    /// <summary>Between a function and its argument: <c>f'(x)</c>.</summary>
    PrimeOf,

    /// <summary>Instead of no minutes in a time of the service: <c>1900 hrs</c>.</summary>
    ServiceHundred,

    /// <summary>Behind a time of the service.</summary>
    ServiceHours,

    /// <summary>The zone <c>Z</c>.</summary>
    Utc,

    /// <summary>Between the sides of a size: <c>4x6</c>.</summary>
    SizeBy,
}
