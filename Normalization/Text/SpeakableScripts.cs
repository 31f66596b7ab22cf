using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamServer.Normalization.Text;

/// <summary>Which scripts can be said, by the languages that a model speaks; and what of a text cannot. Latin letters are said in every language.</summary>
internal sealed class SpeakableScripts
{
    private const string Latin = "latin";

    // Blocks of Unicode by script, as far as anybody writes to a voice in them. What is in none of them cannot be said.
    private static readonly (int First, int Last, string Script)[] Blocks =
    [
        (0x0041, 0x02FF, Latin), (0x0300, 0x036F, Latin), (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "armenian"),
        (0x0590, 0x05FF, "hebrew"), (0x0600, 0x06FF, "arabic"), (0x0750, 0x077F, "arabic"), (0x0900, 0x097F, "devanagari"), (0x0980, 0x09FF, "bengali"),
        (0x0A00, 0x0A7F, "gurmukhi"), (0x0A80, 0x0AFF, "gujarati"), (0x0B00, 0x0B7F, "odia"), (0x0B80, 0x0BFF, "tamil"), (0x0C00, 0x0C7F, "telugu"),
        (0x0C80, 0x0CFF, "kannada"), (0x0D00, 0x0D7F, "malayalam"), (0x0D80, 0x0DFF, "sinhala"), (0x0E00, 0x0E7F, "thai"), (0x10A0, 0x10FF, "georgian"),
        (0x1100, 0x11FF, "hangul"), (0x1200, 0x137F, "ethiopic"), (0x1CD0, 0x1CFF, "devanagari"), (0x1D00, 0x1DBF, Latin), (0x1DC0, 0x1EFF, Latin),
        (0x1F00, 0x1FFF, "greek"), (0x2070, 0x209F, Latin), (0x20D0, 0x20FF, Latin), (0x2C60, 0x2C7F, Latin), (0x3040, 0x30FF, "kana"), (0x3130, 0x318F, "hangul"),
        (0x3400, 0x9FFF, "han"), (0xA720, 0xA7FF, Latin), (0xA8E0, 0xA8FF, "devanagari"), (0xAB30, 0xAB6F, Latin), (0xAC00, 0xD7AF, "hangul"),
        (0xF900, 0xFAFF, "han"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFF, "arabic"), (0x1D400, 0x1D7FF, Latin), (0x20000, 0x323AF, "han"),
    ];

    private static readonly Dictionary<string, string> ScriptsOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hi"] = "devanagari",
        ["mr"] = "devanagari",
        ["ne"] = "devanagari",
        ["sa"] = "devanagari",
        ["te"] = "telugu",
        ["ta"] = "tamil",
        ["kn"] = "kannada",
        ["ml"] = "malayalam",
        ["bn"] = "bengali",
        ["as"] = "bengali",
        ["gu"] = "gujarati",
        ["pa"] = "gurmukhi",
        ["or"] = "odia",
        ["si"] = "sinhala",
        ["ru"] = "cyrillic",
        ["uk"] = "cyrillic",
        ["bg"] = "cyrillic",
        ["sr"] = "cyrillic",
        ["el"] = "greek",
        ["ar"] = "arabic",
        ["fa"] = "arabic",
        ["ur"] = "arabic",
        ["he"] = "hebrew",
        ["th"] = "thai",
        ["ka"] = "georgian",
        ["hy"] = "armenian",
        ["am"] = "ethiopic",
        ["zh"] = "han",
        ["yue"] = "han",
        ["ko"] = "hangul",
    };

    // ASCII and the letters that the bundled languages are written with: nothing to look at.
    private static readonly SearchValues<char> Common = SearchValues.Create(
        [.. Enumerable.Range(0, 0x300).Concat(Enumerable.Range(0x2000, 0x70)).Select(c => (char)c), Characters.Danda, Characters.DoubleDanda]);

    private readonly HashSet<string> _scripts;

    private SpeakableScripts(HashSet<string> scripts) => _scripts = scripts;

    /// <summary>The scripts of English, Hindi and Telugu, for which the stages have rules.</summary>
    public static SpeakableScripts Default { get; } = Of(["en", "hi", "te"]);

    /// <param name="languages">Codes of languages; when there are none the model is taken to speak what the stages know.</param>
    public static SpeakableScripts Of(IReadOnlyList<string> languages)
    {
        HashSet<string> scripts = [Latin];
        foreach (string language in languages.Count > 0 ? languages : ["en", "hi", "te"])
        {
            string code = language.Split('-', '_')[0];
            if (code.Equals("ja", StringComparison.OrdinalIgnoreCase))
            {
                scripts.UnionWith(["han", "kana"]);
            }
            else if (ScriptsOf.TryGetValue(code, out string? script))
            {
                scripts.Add(script);
            }
        }

        return new SpeakableScripts(scripts);
    }

    /// <summary>What of a text cannot be said: runs of letters of other scripts with the spaces and marks between them, in order.</summary>
    public List<UnspeakableSpan> Find(string text)
    {
        List<UnspeakableSpan> spans = [];
        int at = text.AsSpan().IndexOfAnyExcept(Common);
        int start = -1;
        int end = 0;
        while (at >= 0 && at < text.Length)
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
            if (IsLetter(rune))
            {
                bool silent = !CanSay(rune);
                if (silent)
                {
                    start = start < 0 ? at : start;
                    end = at + length;
                }
                else
                {
                    Close(text, spans, ref start, end);
                }
            }
            else if (start >= 0 && at > end && !Rune.IsWhiteSpace(rune) && !Rune.IsPunctuation(rune))
            {
                Close(text, spans, ref start, end);
            }

            at += length;
        }

        Close(text, spans, ref start, end);
        return spans;
    }

    /// <summary>The text without them.</summary>
    public static string Without(string text, IReadOnlyList<UnspeakableSpan> spans)
    {
        if (spans.Count == 0)
        {
            return text;
        }

        StringBuilder rest = new(text.Length);
        int from = 0;
        foreach (UnspeakableSpan span in spans)
        {
            rest.Append(text, from, span.Start - from).Append(' ');
            from = span.End;
        }

        return rest.Append(text, from, text.Length - from).ToString();
    }

    private static void Close(string text, List<UnspeakableSpan> spans, ref int start, int end)
    {
        if (start >= 0)
        {
            spans.Add(new UnspeakableSpan(start, end, text[start..end]));
            start = -1;
        }
    }

    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark;

    private bool CanSay(Rune rune)
    {
        foreach ((int first, int last, string script) in Blocks)
        {
            if (rune.Value >= first && rune.Value <= last)
            {
                return _scripts.Contains(script);
            }
        }

        return false;
    }
}
