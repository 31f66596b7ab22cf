using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>
/// Tells the initial of a name (<c>J. K. Rowling</c>, <c>Robert F. Kennedy</c>) from a capital that ends a sentence (<c>plan B.
/// Then</c>).
/// </summary>
internal static class Initials
{
    private const int MaxWordBefore = 24;

    /// <summary>Whether the single capital at an index, before a word at <paramref name="next"/>, is an initial.</summary>
    public static bool IsOne(ReadOnlySpan<char> source, int at, int next)
    {
        if (!char.IsAsciiLetterUpper(source.At(at)) || source[at] == 'I' || !char.IsAsciiLetterUpper(source.At(next)))
        {
            return false;
        }

        // Another initial follows; "A" and "I" are words there.
        return (source.ClosesWord(next + 1) && source[next] is not ('A' or 'I')) || OpensName(source, at);
    }

    // The word before has a capital too, or there is none.
    private static bool OpensName(ReadOnlySpan<char> source, int at)
    {
        int end = at;
        while (end > 0 && at - end < MaxWordBefore && !Characters.IsWord(source[end - 1]))
        {
            end--;
        }

        int start = end;
        while (start > 0 && end - start < MaxWordBefore && Characters.IsWord(source[start - 1]))
        {
            start--;
        }

        return start == end || char.IsAsciiLetterUpper(source[start]);
    }
}
