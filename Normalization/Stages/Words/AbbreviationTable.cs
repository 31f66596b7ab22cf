using System.Collections.Frozen;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>The abbreviations that are said in full. Nothing is guessed: what is not listed stays.</summary>
internal static class AbbreviationTable
{
    // Titles and joining words: their dot never ends a sentence.
    private static readonly FrozenDictionary<string, string> Leading = new Dictionary<string, string>
    {
        ["Dr"] = "doctor",
        ["Mr"] = "mister",
        ["Mrs"] = "missus",
        ["Ms"] = "Ms",
        ["Prof"] = "professor",
        ["Capt"] = "captain",
        ["Gen"] = "general",
        ["Col"] = "colonel",
        ["Lt"] = "lieutenant",
        ["Sgt"] = "sergeant",
        ["Maj"] = "major",
        ["Rev"] = "reverend",
        ["Hon"] = "honorable",
        ["Smt"] = "shrimati",
        ["Mt"] = "mount",
        ["Gov"] = "governor",
        ["Sen"] = "senator",
        ["Rep"] = "representative",
        ["Fr"] = "father",
        ["vs"] = "versus",
        ["approx"] = "approximately",
        ["Approx"] = "approximately",
        ["ca"] = "circa",
        ["cf"] = "compare",
        ["viz"] = "namely",
        ["resp"] = "respectively",
        ["incl"] = "including",
        ["excl"] = "excluding",
        ["max"] = "maximum",
        ["min"] = "minimum",
        ["avg"] = "average",
    }.ToFrozenDictionary();

    // Their dot may end a sentence too.
    private static readonly FrozenDictionary<string, string> Closing = new Dictionary<string, string>
    {
        ["etc"] = "et cetera",
        ["Inc"] = "incorporated",
        ["Ltd"] = "limited",
        ["Pvt"] = "private",
        ["Corp"] = "corporation",
        ["Co"] = "company",
        ["Jr"] = "junior",
        ["Sr"] = "senior",
        ["Ave"] = "avenue",
        ["Blvd"] = "boulevard",
        ["Rd"] = "road",
        ["Ln"] = "lane",
        ["Apt"] = "apartment",
        ["Dept"] = "department",
        ["dept"] = "department",
        ["Govt"] = "government",
        ["govt"] = "government",
        ["Univ"] = "university",
        ["Assn"] = "association",
        ["Bros"] = "brothers",
        ["Bldg"] = "building",
        ["Sq"] = "square",
        ["ed"] = "edition",
        ["est"] = "established",
        ["Est"] = "established",
        ["tel"] = "telephone",
        ["Tel"] = "telephone",
        ["misc"] = "miscellaneous",
        ["Sept"] = "september",
    }.ToFrozenDictionary();

    // Said in full with or without a dot.
    private static readonly FrozenDictionary<string, string> Bare = new Dictionary<string, string>
    {
        ["FYI"] = "for your information",
        ["ASAP"] = "as soon as possible",
        ["BTW"] = "by the way",
        ["IMO"] = "in my opinion",
        ["IMHO"] = "in my humble opinion",
        ["AKA"] = "also known as",
        ["TBD"] = "to be decided",
        ["TBH"] = "to be honest",
        ["IDK"] = "i don't know",
        ["BRB"] = "be right back",
        ["TTYL"] = "talk to you later",
        ["DIY"] = "do it yourself",
        ["RIP"] = "rest in peace",
        ["vs"] = "versus",
        ["VS"] = "versus",
        ["etc"] = "et cetera",
        ["Dr"] = "doctor",
        ["Mr"] = "mister",
        ["Mrs"] = "missus",
        ["approx"] = "approximately",
        ["Pvt"] = "private",
        ["Ltd"] = "limited",
        ["govt"] = "government",
        ["Govt"] = "government",
        ["btw"] = "by the way",
        ["fyi"] = "for your information",
        ["asap"] = "as soon as possible",
        ["Smt"] = "shrimati",
        ["WWI"] = "world war one",
        ["WWII"] = "world war two",
        ["idk"] = "i don't know",
        ["tbh"] = "to be honest",
        ["brb"] = "be right back",
        ["ttyl"] = "talk to you later",
        ["imo"] = "in my opinion",
        ["imho"] = "in my humble opinion",
        ["FWIW"] = "for what it's worth",
        ["fwiw"] = "for what it's worth",
        ["AFAIK"] = "as far as i know",
        ["afaik"] = "as far as i know",
        ["IIRC"] = "if i remember correctly",
        ["iirc"] = "if i remember correctly",
        ["nvm"] = "never mind",
        ["omg"] = "o m g",
        ["thx"] = "thanks",
        ["pls"] = "please",
        ["plz"] = "please",
    }.ToFrozenDictionary();

    // Chat words with a digit in them.
    private static readonly FrozenDictionary<string, string> Chat = new Dictionary<string, string>
    {
        ["gr8"] = "great",
        ["l8r"] = "later",
        ["l8"] = "late",
        ["m8"] = "mate",
        ["w8"] = "wait",
        ["b4"] = "before",
        ["2day"] = "today",
        ["2nite"] = "tonight",
        ["2moro"] = "tomorrow",
        ["4ever"] = "forever",
    }.ToFrozenDictionary();

    // Keys without their dots.
    private static readonly FrozenDictionary<string, string> Dotted = new Dictionary<string, string>
    {
        ["ie"] = "that is",
        ["eg"] = "for example",
        ["aka"] = "also known as",
        ["rip"] = "rest in peace",
        ["asap"] = "as soon as possible",
        ["fyi"] = "for your information",
        ["phd"] = "p h d",
        ["msc"] = "m s c",
        ["bsc"] = "b s c",
        ["btech"] = "b tech",
        ["mtech"] = "m tech",
        ["etc"] = "et cetera",
        ["nb"] = "note well",
        ["ps"] = "p s",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Keyboard text with a slash.
    private static readonly FrozenDictionary<string, string> Slashed = new Dictionary<string, string>
    {
        ["w/"] = "with",
        ["w/o"] = "without",
        ["b/c"] = "because",
        ["n/a"] = "not applicable",
        ["c/o"] = "care of",
        ["b/w"] = "between",
        ["a/c"] = "account",
        ["s/o"] = "son of",
        ["d/o"] = "daughter of",
        ["i/o"] = "i o",
        ["tcp/ip"] = "t c p i p",
        ["ac/dc"] = "a c d c",
        ["y/o"] = "years old",
        ["w/out"] = "without",
        ["v/s"] = "versus",
        ["r/o"] = "resident of",
        ["u/s"] = "under section",
        ["m/s"] = "messrs",
        ["am/pm"] = "a m or p m",
        ["y/y"] = "y y",
        ["m/m"] = "m m",
        ["q/q"] = "q q",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> LeadingWords = Leading.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ClosingWords = Closing.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BareWords = Bare.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ChatWords = Chat.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> DottedWords = Dotted.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> SlashedWords = Slashed.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A word that a dot follows.</summary>
    /// <param name="closes">Whether the dot may be a full stop as well.</param>
    public static string? FindDotted(ReadOnlySpan<char> word, out bool closes)
    {
        closes = ClosingWords.TryGetValue(word, out string? spoken);
        return closes || LeadingWords.TryGetValue(word, out spoken) ? spoken : null;
    }

    /// <summary>A word without a dot.</summary>
    public static string? FindBare(ReadOnlySpan<char> word) => BareWords.TryGetValue(word, out string? spoken) ? spoken : null;

    /// <summary>A chat word with a digit in it.</summary>
    public static string? FindChat(ReadOnlySpan<char> word) => word.Length <= 5 && ChatWords.TryGetValue(word, out string? spoken) ? spoken : null;

    /// <summary>Letters that had dots between them.</summary>
    public static string? FindInitials(ReadOnlySpan<char> letters) => DottedWords.TryGetValue(letters, out string? spoken) ? spoken : null;

    /// <summary>Keyboard text with a slash in it or behind it.</summary>
    public static string? FindSlashed(ReadOnlySpan<char> word) =>
        word is "A/C" ? "a c" : word is "B/W" ? "b w" : word is "W/o" or "W/O" ? "wife of" : SlashedWords.TryGetValue(word, out string? spoken) ? spoken : null;

    /// <summary>Whether the dot at an index belongs to an abbreviation or an initial rather than to the sentence.</summary>
    public static bool EndsAt(ReadOnlySpan<char> source, int dot)
    {
        int start = dot;
        while (start > 0 && dot - start < 8 && char.IsAsciiLetter(source[start - 1]))
        {
            start--;
        }

        if (start > 0 && Characters.IsWord(source[start - 1]) && !char.IsAsciiDigit(source[start - 1]) && start != dot)
        {
            return false;
        }

        if (start == dot)
        {
            return IndicAbbreviations.EndsAt(source, dot);
        }

        ReadOnlySpan<char> word = source[start..dot];
        int next = source.SkipBlanks(dot + 1);
        bool numbered = char.IsAsciiDigit(source.At(next)) || Characters.IsIndicDigit(source.At(next));
        return (word.Length <= 3 && source.At(start - 1) == '.') || word is "St" || FindDotted(word, out _) is not null
            || (word.Length == 1 && Initials.IsOne(source, start, next))
            || (numbered && (word is "Rs" || NumberedWords.Find(word) is not null));
    }
}
