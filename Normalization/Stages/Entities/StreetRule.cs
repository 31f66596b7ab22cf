using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Short names of streets behind the number of a house and a name: <c>123 Main St, Austin</c>, <c>708 N 1st St</c>, <c>12 Oak Dr</c>.
/// </summary>
internal sealed class StreetRule : ITextRule
{
    private const int MaxWords = 5;
    private const int MaxWord = 20;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Characters.Digits)
        && text.Source.ContainsAny(LanguageCatalog.Words(text).StreetSigns);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int number = at;
        while (number - at < 6 && char.IsAsciiDigit(source.At(number)))
        {
            number++;
        }

        if (!source.OpensWord(at) || number - at > 5 || source.At(number) != ' ' || source.At(at - 1) is '.' or ',' or '$')
        {
            return Math.Max(number, at + 1);
        }

        WordMap ways = LanguageCatalog.Words(text)[MapName.StreetWays];
        int start = number + 1;
        for (int words = 0; words < MaxWords; words++)
        {
            int end = start;
            while (end < source.Length && end - start < MaxWord && char.IsAsciiLetterOrDigit(source[end]))
            {
                end++;
            }

            bool last = source.At(end) != ' ';
            if (words > 0 && ways.Find(source[start..end]) is { } way && Closes(source, start, end))
            {
                int close = source.At(end) == '.' && source.SkipBlanks(end + 1) < source.Length ? end + 1 : end;
                text.Replace(start, close, way);
                return close;
            }

            if (last || end == start || !(char.IsAsciiLetterUpper(source[start]) || char.IsAsciiDigit(source[start])))
            {
                return number;
            }

            start = end + 1;
        }

        return number;
    }

    // Behind it the address goes on or ends; a name with a capital makes "St" a saint and "Dr" a doctor.
    private static bool Closes(ReadOnlySpan<char> source, int start, int end)
    {
        int next = source.At(end) == '.' ? end + 1 : end;
        if (next >= source.Length || source[next] is ',' or '\n' or ';' or ')')
        {
            return true;
        }

        int word = source.SkipBlanks(next);
        int close = word;
        while (char.IsAsciiLetter(source.At(close)) && close - word < 4)
        {
            close++;
        }

        bool direction = source[word..close] is "N" or "S" or "E" or "W" or "NE" or "NW" or "SE" or "SW" or "Apt" or "Suite" or "Unit"
            or "Ste";
        bool lower = source[start..end] is not ("st" or "dr" or "ct" or "pl" or "av" or "sq" or "ter" or "cir");
        return word > next && source.ClosesWord(close) && (direction || (lower && char.IsAsciiLetterLower(source.At(word))))
            || word >= source.Length;
    }
}
