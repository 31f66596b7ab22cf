namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Country calling codes of ITU-T E.164: zones 1 and 7 have one digit, the codes below two, all others three.</summary>
internal static class CountryCode
{
    /// <summary>Length of the code that international digits start with.</summary>
    public static int LengthIn(ReadOnlySpan<char> digits) => digits.Length < 4 ? 0 : digits[0] switch
    {
        '1' or '7' => 1,
        '2' => digits[1] is '0' or '7' ? 2 : 3,
        '3' => digits[1] is '5' or '7' or '8' ? 3 : 2,
        '4' => digits[1] is '2' ? 3 : 2,
        '5' => digits[1] is '0' or '9' ? 3 : 2,
        '6' => digits[1] is >= '0' and <= '6' ? 2 : 3,
        '8' => digits[1] is '1' or '2' or '4' or '6' ? 2 : 3,
        '9' => digits[1] is (>= '0' and <= '5') or '8' ? 2 : 3,
        _ => 0,
    };
}
