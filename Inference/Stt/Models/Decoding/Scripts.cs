using System.Globalization;
using System.Text;

namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>Scripts of characters (Unicode's blocks) and of languages. Pure.</summary>
internal static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Blocks =
    [
        (0x0041, 0x024F, Script.Latin), (0x0250, 0x02AF, Script.Latin), (0x0370, 0x03FF, Script.Greek), (0x0400, 0x052F, Script.Cyrillic),
        (0x0530, 0x058F, Script.Armenian), (0x0590, 0x05FF, Script.Hebrew), (0x0600, 0x06FF, Script.Arabic),
        (0x0750, 0x077F, Script.Arabic), (0x08A0, 0x08FF, Script.Arabic), (0x0900, 0x097F, Script.Devanagari),
        (0x0980, 0x09FF, Script.Bengali), (0x0A00, 0x0A7F, Script.Gurmukhi), (0x0A80, 0x0AFF, Script.Gujarati),
        (0x0B00, 0x0B7F, Script.Odia), (0x0B80, 0x0BFF, Script.Tamil), (0x0C00, 0x0C7F, Script.Telugu), (0x0C80, 0x0CFF, Script.Kannada),
        (0x0D00, 0x0D7F, Script.Malayalam), (0x0D80, 0x0DFF, Script.Sinhala), (0x0E00, 0x0E7F, Script.Thai), (0x0E80, 0x0EFF, Script.Lao),
        (0x1000, 0x109F, Script.Myanmar), (0x10A0, 0x10FF, Script.Georgian), (0x1100, 0x11FF, Script.Hangul),
        (0x1200, 0x139F, Script.Ethiopic), (0x1780, 0x17FF, Script.Khmer), (0x1E00, 0x1EFF, Script.Latin), (0x1F00, 0x1FFF, Script.Greek),
        (0x2C60, 0x2C7F, Script.Latin), (0x2E80, 0x303F, Script.Han | Script.Kana), (0x3040, 0x30FF, Script.Kana),
        (0x3130, 0x318F, Script.Hangul), (0x31F0, 0x31FF, Script.Kana), (0x3400, 0x4DBF, Script.Han), (0x4E00, 0x9FFF, Script.Han),
        (0xA720, 0xA7FF, Script.Latin), (0xA8E0, 0xA8FF, Script.Devanagari), (0xAC00, 0xD7AF, Script.Hangul), (0xF900, 0xFAFF, Script.Han),
        (0xFB00, 0xFB06, Script.Latin), (0xFB13, 0xFB17, Script.Armenian), (0xFB1D, 0xFB4F, Script.Hebrew),
        (0xFB50, 0xFDFF, Script.Arabic), (0xFE70, 0xFEFF, Script.Arabic), (0xFF00, 0xFFEF, Script.Han | Script.Kana | Script.Hangul),
        (0x20000, 0x3FFFF, Script.Han),
    ];

    /// <summary>ISO 639 codes by script; others are written in a script that is not known here.</summary>
    private static readonly (Script Script, string Codes)[] Languages =
    [
        (Script.Latin, "en fr de es it pt nl pl cs sk sl hr bs ro hu fi sv da no nb nn is et lv lt mt tr az uz vi id ms jw jv su tl sw af "
            + "ca "
            + "eu gl cy ga sq lb oc br haw mi mg so yo ha ht ln sn la tk fo"),
        (Script.Cyrillic, "ru uk bg be mk kk ky mn tg tt ba"),
        (Script.Latin | Script.Cyrillic, "sr"),
        (Script.Greek, "el"), (Script.Armenian, "hy"), (Script.Georgian, "ka"), (Script.Hebrew, "he iw yi"),
        (Script.Arabic, "ar fa ur ps sd ug"), (Script.Devanagari, "hi mr ne sa kok mai bho brx doi"), (Script.Bengali, "bn as mni"),
        (Script.Gurmukhi, "pa"), (Script.Gujarati, "gu"), (Script.Odia, "or"), (Script.Tamil, "ta"), (Script.Telugu, "te"),
        (Script.Kannada, "kn"), (Script.Malayalam, "ml"), (Script.Sinhala, "si"), (Script.Thai, "th"), (Script.Lao, "lo"),
        (Script.Myanmar, "my"), (Script.Hangul | Script.Han, "ko"), (Script.Ethiopic, "am ti"), (Script.Khmer, "km"),
        (Script.Han, "zh yue cmn wuu nan"), (Script.Han | Script.Kana, "ja"),
    ];

    private static readonly Dictionary<string, Script> ByLanguage = Languages
        .SelectMany(row => row.Codes.Split(' ').Select(code => (code, row.Script)))
        .ToDictionary(pair => pair.code, pair => pair.Script);

    /// <returns>Null when it is not known.</returns>
    public static Script? OfLanguage(string code) => ByLanguage.TryGetValue(code, out Script script) ? script : null;

    /// <summary>Whether every letter of a text is of one of these scripts.</summary>
    public static bool Fits(string text, Script allowed)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Of(rune) is not Script.Common and var script && (script & allowed) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static Script Of(Rune rune)
    {
        if (rune.IsAscii)
        {
            return Rune.IsLetter(rune) ? Script.Latin : Script.Common;
        }

        // The strokes that end a sentence are of all Indic scripts.
        bool isOfAWord = Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber;
        foreach ((int first, int last, Script script) in Blocks)
        {
            if (rune.Value >= first && rune.Value <= last)
            {
                return isOfAWord || script.HasFlag(Script.Han) || rune.Value is 0x0964 or 0x0965 ? OfBlock(rune, script) : Script.Common;
            }
        }

        // Marks that go on any letter, and modifiers.
        return isOfAWord && rune.Value is not (>= 0x02B0 and <= 0x036F) ? Script.Other : Script.Common;
    }

    private static Script OfBlock(Rune rune, Script script) => rune.Value is 0x0964 or 0x0965
        ? Script.Devanagari | Script.Bengali | Script.Gurmukhi | Script.Gujarati | Script.Odia | Script.Tamil | Script.Telugu
            | Script.Kannada | Script.Malayalam
        : script;
}
