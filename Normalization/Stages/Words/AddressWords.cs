using StreamServer.Normalization.Languages.Rules;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Words that are met in postal addresses.</summary>
internal static class AddressWords
{
    private const int MaxBehind = 64;
    private const int MaxBefore = 120;

    /// <summary>Whether the sentence goes on with a street, or a floor, near behind an index.</summary>
    public static bool Follow(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + MaxBehind)];
        int stop = rest.IndexOfAny(".?!|\n\u0964");
        return (stop < 0 ? rest : rest[..stop]).ContainsAny(words.AddressWords);
    }

    /// <summary>Whether the sentence names a street, or a floor, near before an index.</summary>
    public static bool Precede(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        int stop = before.LastIndexOfAny("?!|\n\u0964");
        return before[(stop + 1)..].ContainsAny(words.AddressWords);
    }

    /// <summary>Whether nothing stands before an index in its line but a comma or a colon: where the number of a house may stand.</summary>
    public static bool OpensAddress(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBehind)..at].TrimEnd(' ');
        return before.IsEmpty || before[^1] is ':' or '\n';
    }
}
