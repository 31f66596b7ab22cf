using System.Collections.Frozen;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Decides by what stands around it whether a number of four digits without a comma is a year. In running English it is one unless something counts it:
/// a plural or a unit behind it, a word such as <i>about</i> or <i>total</i> before it. In Hindi and Telugu a word has to say so.
/// </summary>
internal static class YearContext
{
    private const int MaxBefore = 24;
    private const int MaxWord = 20;

    private static readonly FrozenSet<string> Before = Set("""
        in since by until till from before after during year between circa early late mid summer winter spring autumn fall
        శకం క్రీ.శ. సన్ सन् सन वर्ष साल ई. ईसवी ఏడాది సంవత్సరం
        """);

    // What is behind these is counted, measured or named.
    private static readonly FrozenSet<string> Counting = Set("""
        about over under nearly almost approximately approx roughly than least most up some only exactly another every per worth times x plus minus equals
        number no numbers room page pages flight train bus rs inr usd lot paid pay costs cost costing weighs weigh scored score earned sold capacity population
        altitude elevation temperature speed id code call dial text sms step line lines version port pin otp height length width depth price distance weight area
        average maximum minimum count total sum around within against divided extension ext apartment flat house door plot unit gate box dose rank top first last
        next all these those many few several other remaining additional extra just merely helpline whatsapp boeing type model mark channel
        """);

    // Behind "of" these make a measure of the number: "a height of 1450".
    private static readonly FrozenSet<string> Measures = Set("""
        total sum height length width depth speed price cost distance population weight area range score average maximum minimum capacity number rate amount
        altitude elevation temperature list group team crowd series set batch collection pack out one any each most half
        """);

    // Nouns that are counted without an s.
    private static readonly FrozenSet<string> Counted = Set("""
        people men women children feet percent rupees lakh crore million thousand billion hundred dozen horsepower yen baht of or more times less point bytes
        steps staff cattle sheep fish aircraft personnel troops police sq square cubic kilo grams hp rpm mah watt volt metre meter mile foot inch degree word
        page pixel calorie unit year day hour minute second dollar euro pound km kg mm cm mg ml mb gb tb ft lb oz kcal cc mph kmph per plus minus
        """);

    // They end in s and are no plurals.
    private static readonly FrozenSet<string> NoPlurals = Set("""
        was is has does as its his hers this thus us yes perhaps always across versus vs whereas besides towards unless sometimes afterwards
        less series alias plus minus christmas olympics
        """);

    private static readonly string[] Postpositions = [" में", " से", " तक", " के", " की", " का", " ई.", " ईस्वी", " ईसवी"];

    /// <summary>Whether a word before or behind says that it is a year.</summary>
    public static bool IsNamed(ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> rest = source[end..];
        if (rest.StartsWith("లో", StringComparison.Ordinal) || rest.StartsWith("లలో", StringComparison.Ordinal) || rest.StartsWith("ల్లో", StringComparison.Ordinal)
            || rest.StartsWith(" के दशक", StringComparison.Ordinal) || (rest.StartsWith(" में", StringComparison.Ordinal) && rest.ClosesWord(4))
            || IndicMonthFollows(rest))
        {
            return true;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at].TrimEnd(' ');
        if (before.Length == Math.Min(MaxBefore, at) && at > 0)
        {
            return false;
        }

        int space = before.LastIndexOfAny(" \n(");
        ReadOnlySpan<char> word = before[(space + 1)..];
        if (word is "to" or "and" or "To")
        {
            // "from 1914 to 1918", "between 1914 and 1918"
            ReadOnlySpan<char> earlier = before[..Math.Max(0, space)].TrimEnd(' ');
            return earlier.Length - earlier.TrimEnd("0123456789").Length == 4;
        }

        bool divided = word is "by" && before.EndsWith("divided by");
        return !divided && (Contains(Before, word) || Calendar.IsIndicMonth(word) || FollowsIndicDate(before));
    }

    /// <summary>Whether it is more likely a year than a quantity though no word says so.</summary>
    /// <param name="english">Whether the sentence is English.</param>
    public static bool IsLikely(ReadOnlySpan<char> source, int at, int end, int year, bool english)
    {
        // Round hundreds up to 1500 are quantities more often than not.
        if (year < 1100 || (year % 100 == 0 && year < 1600) || !StandsApart(source, at, end))
        {
            return false;
        }

        return english ? IsLikelyEnglish(source, at, end) : year >= 1700 && year % 50 != 0 && year % 100 != 99 && StartsWithPostposition(source[end..]);
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool Contains(FrozenSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    // No sign touches it, and no other number is beside it.
    private static bool StandsApart(ReadOnlySpan<char> source, int at, int end)
    {
        if (!(at == 0 || source[at - 1] is ' ' or '(' or '[' or '"' or '\'' or '\n' or '~') || source.At(end) is '+' or '%' or '°' or '/' or '-' or '*' or '=' or '\'' or '"')
        {
            return false;
        }

        int left = at - 1;
        while (left >= 0 && source[left] == ' ' && at - left < 3)
        {
            left--;
        }

        int right = source.SkipBlanks(end);
        bool numberBefore = left < at - 1 && char.IsAsciiDigit(source.At(left));
        bool sign = left >= 0 && left < at - 1 && source[left] is '+' or '-' or '=' or '×' or '*' or '/' or '<' or '>' or '#' or '$' or '₹';
        bool alone = left < 0 && right >= source.Length;
        return !numberBefore && !sign && !alone && !(right > end && char.IsAsciiDigit(source.At(right))) && source.At(right) is not ('+' or '=' or '×' or '*' or '/' or '%');
    }

    private static bool IsLikelyEnglish(ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore - MaxWord)..at].TrimEnd(" (\"'[:.");
        ReadOnlySpan<char> word = LastWord(before);
        ReadOnlySpan<char> behind = WordBehind(source, end);
        bool article = word is "the" or "The" or "a" or "his" or "her" or "its" or "their";
        if (Contains(Counting, word) || (IsCounted(behind) && !article) || Contains(Counted, behind))
        {
            return false;
        }

        if (word is "of" && Contains(Measures, LastWord(before[..^2].TrimEnd(' '))))
        {
            return false;
        }

        // The number of a house.
        return !(AddressWords.OpensAddress(source, at) && AddressWords.Follow(source, end));
    }

    private static bool IsCounted(ReadOnlySpan<char> noun) =>
        noun.Length > 3 && noun[^1] == 's' && noun[^2] != 's' && char.IsAsciiLetterLower(noun[0]) && !Contains(NoPlurals, noun);

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && text.Length - start < MaxWord && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        return text[start..];
    }

    private static ReadOnlySpan<char> WordBehind(ReadOnlySpan<char> source, int end)
    {
        int start = source.At(end) == ' ' ? end + 1 : end;
        int close = start;
        while (close - start < MaxWord && start > end && char.IsAsciiLetter(source.At(close)))
        {
            close++;
        }

        return source[start..close];
    }

    private static bool StartsWithPostposition(ReadOnlySpan<char> rest)
    {
        foreach (string word in Postpositions)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal) && rest.ClosesWord(word.Length))
            {
                return true;
            }
        }

        return false;
    }

    // "1947 ఆగస్టు 15"
    private static bool IndicMonthFollows(ReadOnlySpan<char> rest)
    {
        int end = 1;
        while (end <= Calendar.MaxName && Characters.IsIndicLetterOrMark(rest.At(end)))
        {
            end++;
        }

        return rest.At(0) == ' ' && Calendar.IsIndicMonth(rest[1..end]);
    }

    // "ఆగస్టు 15, 1947", "26 जनवरी, 1950", "15 अग. 1947"
    private static bool FollowsIndicDate(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> day = before.TrimEnd(",.");
        if (day.Length < before.Length && Calendar.IsIndicMonth(day[(day.LastIndexOfAny(" \n(") + 1)..]))
        {
            return true;
        }

        int at = day.TrimEnd("0123456789").Length;
        if (day.Length - at is 0 or > 2 || at == 0)
        {
            return false;
        }

        ReadOnlySpan<char> month = day[..at].TrimEnd(' ');
        return Calendar.IsIndicMonth(month[(month.LastIndexOfAny(" \n(") + 1)..]);
    }
}
