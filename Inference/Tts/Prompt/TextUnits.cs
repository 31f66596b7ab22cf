using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>Cuts text into words and emotion tags and says what ends with each. Pure.</summary>
internal static partial class TextUnits
{
    // The bar is what the normaliser makes of the danda.
    private const string SentenceMarks = ".?!।॥|…。？！";
    private const string ClauseMarks = ",;:—–、，；：";
    private const string Closing = "\"'”’)]}»";

    // Words whose full stop ends no sentence; the normaliser speaks most of them out before.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "jr.", "sr.", "vs.", "etc.", "e.g.", "i.e.", "no.", "vol.", "dept.", "approx.",
    };

    /// <param name="text">Any text.</param>
    /// <param name="limit">A single word over this many characters is cut between clusters.</param>
    public static IEnumerable<TextUnit> Of(string text, int limit)
    {
        string[] paragraphs = ParagraphBreak().Split(text.Trim());
        foreach (string paragraph in paragraphs)
        {
            List<TextUnit> units = [];
            int end = 0;
            foreach (Match match in Unit().Matches(paragraph))
            {
                bool spaceBefore = match.Index > end;
                bool newLine = spaceBefore && paragraph.AsSpan(end, match.Index - end).Contains('\n');
                if (newLine && units is [.., { End: ChunkEnd.Word } last])
                {
                    units[^1] = last with { End = ChunkEnd.Clause };
                }

                end = match.Index + match.Length;
                units.AddRange(Cut(match.Value, limit, spaceBefore));
            }

            if (units.Count > 0)
            {
                units[^1] = units[^1] with { End = ChunkEnd.Paragraph };
            }

            foreach (TextUnit unit in units)
            {
                yield return unit;
            }
        }
    }

    /// <summary>Index after the last sentence that is complete: its end is followed by white space. 0 when there is none.</summary>
    public static int EndOfSentences(string text)
    {
        int end = 0;
        foreach (ValueMatch match in Unit().EnumerateMatches(text))
        {
            int after = match.Index + match.Length;
            if (after < text.Length && char.IsWhiteSpace(text[after]) && EndOf(text.Substring(match.Index, match.Length)) == ChunkEnd.Sentence)
            {
                end = after;
            }
        }

        Match paragraph = ParagraphBreak().Match(text);
        return paragraph.Success ? Math.Max(end, paragraph.Index + paragraph.Length) : end;
    }

    private static IEnumerable<TextUnit> Cut(string word, int limit, bool spaceBefore)
    {
        if (word.Length <= limit || word[0] is '[' or '<')
        {
            yield return new TextUnit(word, EndOf(word), spaceBefore);
            yield break;
        }

        int start = 0;
        int fitting = 0;
        foreach (int cluster in ClusterEnds(word))
        {
            if (cluster - start > limit && fitting > start)
            {
                yield return new TextUnit(word[start..fitting], ChunkEnd.Word, spaceBefore && start == 0);
                start = fitting;
            }

            fitting = cluster;
        }

        yield return new TextUnit(word[start..], EndOf(word), spaceBefore && start == 0);
    }

    /// <summary>
    /// Places where the word may be cut: after a grapheme cluster that does not end in a virama (which joins it to the next).
    /// </summary>
    private static IEnumerable<int> ClusterEnds(string word)
    {
        int at = 0;
        while (at < word.Length)
        {
            at += StringInfo.GetNextTextElementLength(word, at);
            bool joins = at < word.Length && (IsVirama(word[at - 1]) || (word[at - 1] == '\u200D' && at > 1));
            if (!joins)
            {
                yield return at;
            }
        }
    }

    // Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam: U+xx4D and U+xxCD alternate by block.
    private static bool IsVirama(char c) => c is >= '\u094D' and <= '\u0D4D' && (c & 0x7F) == 0x4D;

    private static ChunkEnd EndOf(string word)
    {
        ReadOnlySpan<char> bare = word.AsSpan().TrimEnd(Closing);
        if (bare.IsEmpty)
        {
            return ChunkEnd.Word;
        }

        if (SentenceMarks.Contains(bare[^1]))
        {
            bool isInitial = bare is [>= 'A' and <= 'Z', '.'];
            return isInitial || Abbreviations.Contains(bare.TrimStart("\"'“‘([{«").ToString()) ? ChunkEnd.Word : ChunkEnd.Sentence;
        }

        return ClauseMarks.Contains(bare[^1]) ? ChunkEnd.Clause : ChunkEnd.Word;
    }

    // A tag may hold spaces; punctuation that follows it belongs to it.
    private const string Tag = @"(?:\[[\p{L} _-]{1,40}\]|<\|[^|<>\s]{1,60}\|>|</?[\p{L}_-]{1,40}>)";

    [GeneratedRegex(Tag + @"[.,?!;:…।]*|(?:(?!" + Tag + @")\S)+")]
    private static partial Regex Unit();

    [GeneratedRegex(@"\r?\n[ \t\r]*\n\s*")]
    private static partial Regex ParagraphBreak();
}
