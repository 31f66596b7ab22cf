using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Reads short whole numbers.</summary>
internal static class Digits
{
    /// <summary>Reads the digits at an index when there are at least one and at most <paramref name="most"/> of them.</summary>
    /// <param name="at">Moved behind the digits when they were read.</param>
    public static bool TryRead(ReadOnlySpan<char> source, ref int at, int most, out int value)
    {
        int end = at;
        value = 0;
        while (end - at <= most && char.IsAsciiDigit(source.At(end)))
        {
            value = (value * 10) + (source[end] - '0');
            end++;
        }

        if (end == at || end - at > most)
        {
            return false;
        }

        at = end;
        return true;
    }
}
