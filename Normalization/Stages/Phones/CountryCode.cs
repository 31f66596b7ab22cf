namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Country calling codes of ITU-T E.164: zones 1 and 7 have one digit, the codes below two, all others three.</summary>
internal static class CountryCode
{
    // By zone: the second digits of its codes of two.
    private static readonly string[] TwoDigits = ["", "", "07", "012346789", "013456789", "12345678", "0123456", "", "1246", "0123458"];

    /// <summary>Length of the code that international digits start with.</summary>
    public static int LengthIn(ReadOnlySpan<char> digits) => digits.Length < 4 || digits[0] == '0' ? 0
        : digits[0] is '1' or '7' ? 1
        : TwoDigits[digits[0] - '0'].Contains(digits[1]) ? 2 : 3;
}
