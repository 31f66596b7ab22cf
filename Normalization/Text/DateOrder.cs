namespace StreamServer.Normalization.Text;

/// <summary>
/// How a numeric date whose first number is not a year is read (request member <c>date_order</c>).
/// A date that is impossible in the chosen order is read in the other one: <c>11/13/2025</c> is always 13 November.
/// </summary>
internal enum DateOrder
{
    /// <summary>Day, month, year: India and most of the world.</summary>
    Dmy,

    /// <summary>Month, day, year: the United States.</summary>
    Mdy,

    /// <summary>Year, month, day; two-digit years too: <c>25/11/13</c> is 13 November 2025.</summary>
    Ymd,
}
