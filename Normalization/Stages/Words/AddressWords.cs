using System.Buffers;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Words that are met in postal addresses.</summary>
internal static class AddressWords
{
    private const int MaxBehind = 64;
    private const int MaxBefore = 120;

    private static readonly string[] Streets =
    [
        "रोड", "मार्ग", "गली", "नगर", "फ्लोर", "फ़्लोर", "स्ट्रीट", "मार्केट", "ब्लॉक", "सेक्टर", "कॉलोनी", "लेन", "चौक", "एवेन्यू", "पार्कवे", "प्लाज़ा", "प्लाज़ा", "आर डी", "బజార్",
        "రోడ్", "వీధి", "నగర్", "కాలనీ", "ఫ్లోర్", " Road", " Rd", " Marg", " Nagar", " Cross", " Colony", " Layout", " Street", " Lane", " Avenue", " Floor", " street", " avenue", " road", " drive", " lane", " court", " highway",
        " expressway", " boulevard", " parkway",
    ];

    private static readonly SearchValues<string> Values = SearchValues.Create(Streets, StringComparison.Ordinal);

    /// <summary>Whether the sentence goes on with a street, or a floor, near behind an index.</summary>
    public static bool Follow(ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + MaxBehind)];
        int stop = rest.IndexOfAny(".।?!|\n");
        return (stop < 0 ? rest : rest[..stop]).ContainsAny(Values);
    }

    /// <summary>Whether the sentence names a street, or a floor, near before an index.</summary>
    public static bool Precede(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        int stop = before.LastIndexOfAny("।?!|\n");
        return before[(stop + 1)..].ContainsAny(Values);
    }

    /// <summary>Whether nothing stands before an index in its line but a comma or a colon: where the number of a house may stand.</summary>
    public static bool OpensAddress(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBehind)..at].TrimEnd(' ');
        return before.IsEmpty || before[^1] is ':' or '\n';
    }
}
