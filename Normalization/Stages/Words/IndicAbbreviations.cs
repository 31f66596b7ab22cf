using System.Collections.Frozen;
using System.Globalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>
/// Dotted abbreviations in Devanagari and Telugu, completed in their own script. Every written letter stays, in order:
/// only letters are added.
/// </summary>
internal static class IndicAbbreviations
{
    private static readonly (string Written, string Said)[] Forms =
    [
        ("कि.मी.", "किलोमीटर"), ("कि.मी", "किलोमीटर"), ("कि.ग्रा.", "किलोग्राम"), ("से.मी.", "सेंटीमीटर"), ("मि.मी.", "मिलीमीटर"), ("मि.ली.", "मिलीलीटर"), ("मि.ग्रा.", "मिलीग्राम"),
        ("डॉ.", "डॉक्टर"), ("डा.", "डाक्टर"), ("प्रो.", "प्रोफेसर"), ("पं.", "पंडित"), ("रु.", "रुपये"), ("श्री.", "श्री"), ("कु.", "कुमारी"),
        ("नं.", "नंबर"), ("मो.", "मोबाइल"), ("ई.पू.", "ईसा पूर्व"), ("ग्रा.", "ग्राम"), ("मी.", "मीटर"), ("ली.", "लीटर"),
        ("కి.మీ./గం.", "కిలోమీటర్లు గంటకు"), ("కి.మీ/గం.", "కిలోమీటర్లు గంటకు"), ("కి.మీ/గం", "కిలోమీటర్లు గంటకు"),
        ("కి.మీ.", "కిలోమీటర్లు"), ("కి.మీ", "కిలోమీటర్లు"), ("కి.గ్రా.", "కిలోగ్రాములు"), ("సెం.మీ.", "సెంటీమీటర్లు"), ("సెం.మీ", "సెంటీమీటర్లు"), ("మి.మీ.", "మిల్లీమీటర్లు"), ("మి.లీ.", "మిల్లీలీటర్లు"),
        ("డా.", "డాక్టర్"), ("నం.", "నంబర్"), ("క్రీ.శ.", "క్రీస్తు శకం"), ("క్రీ.పూ.", "క్రీస్తు పూర్వం"), ("గ్రా.", "గ్రాములు"), ("ప్రొ.", "ప్రొఫెసర్"), ("రూ.", "రూపాయలు"), ("శ్రీ.", "శ్రీ"), ("మీ.", "మీటర్లు"), ("లీ.", "లీటర్లు"),
    ];

    // Names of Latin letters of two syllables; a letter of one is told by its shape.
    private static readonly FrozenSet<string> Letters = new[]
    {
        "एफ", "एच", "एल", "एम", "एन", "आर", "एस", "एक्स", "वाई", "जेड", "डब्ल्यू", "आई", "ఎఫ్", "హెచ్", "ఎల్", "ఎమ్", "ఎం", "ఎన్", "ఆర్", "ఎస్", "ఎక్స్", "జెడ్", "డబ్ల్యూ",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LetterNames = Letters.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The Devanagari sign of abbreviation stands for a dot.</summary>
    public const char AbbreviationSign = '\u0970';

    /// <summary>The full form of the abbreviation that starts at an index and holds the dot at <paramref name="dot"/>; null when there is none.</summary>
    public static string? Find(ReadOnlySpan<char> source, int start, int dot, out int end)
    {
        foreach ((string written, string said) in source.OpensWord(start) ? Forms : [])
        {
            end = start + written.Length;
            if (end > dot && Matches(source, start, written) && (written[^1] == '.' || source.ClosesWord(end)))
            {
                return said;
            }
        }

        end = dot;
        return null;
    }

    /// <summary>One syllable, or the name of a Latin letter.</summary>
    public static bool IsInitial(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || LetterNames.Contains(word))
        {
            return !word.IsEmpty;
        }

        int letters = 0;
        for (int i = 0; i < word.Length; i++)
        {
            bool joined = i > 0 && word[i - 1] is '\u094D' or '\u0C4D';
            letters += char.GetUnicodeCategory(word[i]) == UnicodeCategory.OtherLetter && !joined ? 1 : 0;
        }

        return letters == 1 && word.Length <= 5;
    }

    // Between initials, or behind the last of them.
    private static bool EndsInitials(ReadOnlySpan<char> source, int dot)
    {
        int start = WordStart(source, dot, 0);
        if (!IsInitial(source[start..dot]))
        {
            return false;
        }

        int next = dot + 1;
        while (next - dot < 10 && Characters.IsIndicLetterOrMark(source.At(next)))
        {
            next++;
        }

        bool followed = next > dot + 1 && source.At(next) == '.' && IsInitial(source[(dot + 1)..next]);
        bool follows = source.At(start - 1) == '.' && start > 1 && IsInitial(source[WordStart(source, start - 1, 0)..(start - 1)]);
        return followed || (follows && Characters.IsWord(source.At(source.SkipBlanks(dot + 1))));
    }

    /// <summary>Whether the dot at an index ends one of the abbreviations.</summary>
    public static bool EndsAt(ReadOnlySpan<char> source, int dot)
    {
        if (dot == 0 || !Characters.IsIndicLetterOrMark(source[dot - 1]))
        {
            return false;
        }

        foreach ((string written, _) in Forms)
        {
            int start = dot + 1 - written.Length;
            if (start >= 0 && Matches(source, start, written) && OpensIndicWord(source, start))
            {
                return true;
            }
        }

        return EndsInitials(source, dot);
    }

    // Digits may touch the word on its left: they are in words, and apart, when the rule looks at it.
    private static bool OpensIndicWord(ReadOnlySpan<char> source, int start) =>
        source.OpensWord(start) || char.IsAsciiDigit(source[start - 1]) || Characters.IsIndicDigit(source[start - 1]);

    private static bool Matches(ReadOnlySpan<char> source, int start, string written)
    {
        if (source.Length - start < written.Length)
        {
            return false;
        }

        for (int i = 0; i < written.Length; i++)
        {
            char c = source[start + i];
            if (c != written[i] && !(written[i] == '.' && c == AbbreviationSign))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the Indic word that ends at an index starts, at most eight units back and not before a floor.</summary>
    public static int WordStart(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < 8 && Characters.IsIndicLetterOrMark(source[start - 1]))
        {
            start--;
        }

        return start;
    }
}
