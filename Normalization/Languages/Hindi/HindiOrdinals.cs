using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages.Hindi;

/// <summary>Hindi ordinals that are written as digits with an ending, where the word is not the number with that ending.</summary>
internal static class HindiOrdinals
{
    private static readonly (string Digits, string Ending, string Word)[] Irregular =
    [
        ("1", "ला", "पहला"), ("1", "ली", "पहली"), ("1", "ले", "पहले"),
        ("2", "रा", "दूसरा"), ("2", "री", "दूसरी"), ("2", "रे", "दूसरे"),
        ("3", "रा", "तीसरा"), ("3", "री", "तीसरी"), ("3", "रे", "तीसरे"),
        ("4", "था", "चौथा"), ("4", "थी", "चौथी"), ("4", "थे", "चौथे"),
        ("6", "ठा", "छठा"), ("6", "ठी", "छठी"), ("6", "ठे", "छठे"),

        // The ending of the others, which these five numbers do not have in speech: its letters go with the number.
        ("1", "वाँ", "पहला"), ("1", "वां", "पहला"), ("1", "वीं", "पहली"), ("1", "वें", "पहले"),
        ("2", "वाँ", "दूसरा"), ("2", "वां", "दूसरा"), ("2", "वीं", "दूसरी"), ("2", "वें", "दूसरे"),
        ("3", "वाँ", "तीसरा"), ("3", "वां", "तीसरा"), ("3", "वीं", "तीसरी"), ("3", "वें", "तीसरे"),
        ("4", "वाँ", "चौथा"), ("4", "वां", "चौथा"), ("4", "वीं", "चौथी"), ("4", "वें", "चौथे"),
        ("6", "वाँ", "छठा"), ("6", "वां", "छठा"), ("6", "वीं", "छठी"), ("6", "वें", "छठे"),
    ];

    /// <summary>The word for digits that are followed by an ending of an irregular ordinal; null when they are not.</summary>
    /// <param name="length">Length of the ending.</param>
    public static string? Find(ReadOnlySpan<char> digits, ReadOnlySpan<char> rest, out int length)
    {
        foreach ((string number, string ending, string word) in Irregular)
        {
            if (digits.SequenceEqual(number) && rest.StartsWith(ending, StringComparison.Ordinal) && rest.ClosesWord(ending.Length))
            {
                length = ending.Length;
                return word;
            }
        }

        length = 0;
        return null;
    }
}
