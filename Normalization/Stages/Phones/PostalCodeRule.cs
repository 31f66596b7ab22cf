using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>
/// Postal codes behind a place: six digits of India behind a dash or a known place (<c>Hyderabad - 500081</c>, <c>Mumbai 400 001</c>),
/// five of the United
/// States behind a state (<c>DC 20500</c>, <c>TX 78701-1234</c>), either at the end of an address.
/// </summary>
internal sealed class PostalCodeRule : ITextRule
{
    private const int MaxPlace = 24;

    private const int MaxWords = 3;

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = NumberToken.EndOfDigits(source, at);
        int length = end - at;
        if (length is not (3 or 5 or 6) || !source.OpensWord(at))
        {
            return end;
        }

        return length == 5 ? RewriteAmerican(text, source, at, end) : RewriteIndian(text, source, at, end);
    }

    private static int RewriteAmerican(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        Vocabulary words = LanguageCatalog.Words(text);
        int more = source.At(end) == '-' && NumberToken.EndOfDigits(source, end + 1) == end + 5 ? end + 5 : end;
        bool placed = FollowsState(words, source, at)
            || (EndsLine(source, more) && AddressWords.Precede(words, source, at) && !AddressWords.OpensAddress(source, at));
        if (!placed || !Closes(source, more))
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayDigits(text, source[at..end]);
        if (more > end)
        {
            text.Write(',');
            language.SayDigits(text, source[(end + 1)..more]);
        }

        text.End(more);
        return more;
    }

    // "CA 95051", "FL, 95051", "South Dakota 45149"
    private static bool FollowsState(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        int state = source.At(at - 1) == ' ' ? at - 1 : at;
        state = source.At(state - 1) == ',' && state < at ? state - 1 : state;
        return state >= 3 && state < at
            && ((words[ListName.StateCodes].Contains(source[(state - 2)..state]) && source[state - 3] is ' ' or ',')
            || EndsInOne(source[Math.Max(0, state - MaxPlace)..state], words[ListName.States]));
    }

    private static int RewriteIndian(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        Vocabulary words = LanguageCatalog.Words(text);
        int first = end;
        if (end - at == 3)
        {
            // "400 001"
            if (source.At(end) != ' ' || NumberToken.EndOfDigits(source, end + 1) != end + 4)
            {
                return end;
            }

            end += 4;
        }

        int dash = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        bool dashed = source[at] != '0' && dash >= text.Consumed && Characters.IsDash(source.At(dash)) && FollowsPlace(source, dash);
        bool known = !dashed && source[at] != '0' && FollowsKnown(words, source, at) && EndsClause(source, end);
        known |= !dashed && first - at == 6 && EndsLine(source, end) && AddressWords.Precede(words, source, at)
            && !AddressWords.OpensAddress(source, at);
        if (!Closes(source, end) || !(dashed || known))
        {
            return first;
        }

        int start = dashed ? dash : at;
        while (dashed && start > text.Consumed && source[start - 1] == ' ')
        {
            start--;
        }

        text.Begin(start);
        text.Write(dashed ? ", " : "");
        LanguageRules language = LanguageCatalog.For(text, at);
        language.SayDigits(text, source[at..first]);
        language.SayDigits(text, first < end ? source[(first + 1)..end] : []);
        text.End(end);
        return end;
    }

    private static bool Closes(ReadOnlySpan<char> source, int end) =>
        source.ClosesWord(end) && !(source.At(end) is '.' or ',' or '-' or '/' && char.IsAsciiDigit(source.At(end + 1)))
            && source.At(end) is not ('%' or '/');

    private static bool EndsLine(ReadOnlySpan<char> source, int end)
    {
        int next = source.SkipBlanks(source.At(end) is '.' or '|' or Characters.Danda ? end + 1 : end);
        return next >= source.Length || source[next] == '\n';
    }

    private static bool EndsClause(ReadOnlySpan<char> source, int end) =>
        end >= source.Length || source[end] is ',' or '.' or ')' or '|' or '\n' or ';' or '?' or Characters.Danda || EndsLine(source, end)
        || Characters.IsIndicLetterOrMark(source.At(source.SkipBlanks(end)));

    private static bool FollowsKnown(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxPlace)..at];
        ReadOnlySpan<char> trimmed = before.TrimEnd(" ,");
        return trimmed.Length < before.Length && EndsInOne(trimmed, words[ListName.Cities]);
    }

    // The name may have up to three words.
    private static bool EndsInOne(ReadOnlySpan<char> text, WordList names)
    {
        int start = text.Length;
        for (int count = 0; count < MaxWords && start > 0; count++)
        {
            start = text[..start].LastIndexOfAny(" ,\n(");
            if (names.Contains(text[(start + 1)..]))
            {
                return true;
            }

            if (start < 0)
            {
                break;
            }
        }

        return false;
    }

    // A name with a capital, or an Indic word.
    private static bool FollowsPlace(ReadOnlySpan<char> source, int dash)
    {
        int end = dash;
        while (end > 0 && dash - end < 2 && source[end - 1] == ' ')
        {
            end--;
        }

        int start = end;
        while (start > 0 && end - start < MaxPlace && Characters.IsWord(source[start - 1]) && !char.IsAsciiDigit(source[start - 1]))
        {
            start--;
        }

        return end - start > 2
            && ((char.IsAsciiLetterUpper(source[start]) && char.IsAsciiLetterLower(source[start + 1]))
            || Characters.IsIndicLetterOrMark(source[start]));
    }
}
