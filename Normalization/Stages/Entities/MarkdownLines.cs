using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Markdown that is known by its place at the start of a line: headings and list items become sentences of their own,
/// quotation marks, rules, fences and rows of dashes in tables go.
/// </summary>
internal static class MarkdownLines
{
    private const int MaxIndent = 12;
    private const int MaxRule = 200;

    private static readonly SearchValues<char> Markers = SearchValues.Create("#>-*+•`~=_|0123456789");

    public static void Apply(SpokenText text)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!source.Contains('\n') && !Markers.Contains(source.TrimStart().At(0)))
        {
            return;
        }

        int start = 0;
        while (start < source.Length)
        {
            int length = source[start..].IndexOf('\n');
            int end = length < 0 ? source.Length : start + length;
            RewriteLine(text, source, start, end);
            start = end + 1;
        }

        text.Commit();
    }

    /// <summary>Whether the line that starts at an index is a heading, a list item or a rule: what becomes a sentence of its own.</summary>
    public static bool StartsBlock(ReadOnlySpan<char> source, int start)
    {
        int at = start;
        while (at - start < MaxIndent && source.At(at) is ' ' or '\t')
        {
            at++;
        }

        if (!Markers.Contains(source.At(at)) || source[at] == '>')
        {
            return false;
        }

        // A rule is at most this long; a marker is shorter.
        ReadOnlySpan<char> line = source.Slice(at, Math.Min(MaxRule, source.Length - at));
        int end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        return IsFenceOrRule(line) || MarkerLength(line, out _) > 0;
    }

    private static void RewriteLine(SpokenText text, ReadOnlySpan<char> source, int start, int end)
    {
        int at = start;
        while (at < end && at - start < MaxIndent && source[at] is ' ' or '\t')
        {
            at++;
        }

        ReadOnlySpan<char> line = source[at..end];
        if (line.IsEmpty || !Markers.Contains(line[0]))
        {
            return;
        }

        if (line.Length <= MaxRule && IsFenceOrRule(line))
        {
            text.Begin(start);
            text.Write('\n');
            text.EndExactly(end);
            return;
        }

        if (line[0] == '|' && line.TrimEnd(' ')[^1] == '|' && line.Count('|') > 2)
        {
            // The bars at the ends of a row of a table part nothing.
            int bar = start + source[start..end].TrimEnd(' ').Length - 1;
            text.Begin(start);
            text.EndExactly(at + 1);
            text.Begin(bar);
            text.EndExactly(bar + 1);
            return;
        }

        int marker = MarkerLength(line, out bool numbered);
        if (marker == 0)
        {
            return;
        }

        bool block = line[0] != '>';
        text.Begin(start);
        text.Write(block && start > 0 ? "\n" : "");
        if (numbered)
        {
            text.Write(line[..(marker - 1)].TrimEnd(". )"));
            text.Write(", ");
        }

        text.EndExactly(at + marker);
        if (block && end < source.Length)
        {
            text.Begin(end);
            text.Write('\n');
            text.EndExactly(end);
        }
    }

    private static bool IsFenceOrRule(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("```") || line.StartsWith("~~~"))
        {
            return !line[3..].ContainsAny(' ', '`') && System.Text.Ascii.IsValid(line);
        }

        return line.Length >= 3 && !line.ContainsAnyExcept("-=*_|: ");
    }

    private static int MarkerLength(ReadOnlySpan<char> line, out bool numbered)
    {
        numbered = false;
        int marker = 0;
        switch (line[0])
        {
            case '#':
                while (marker < 6 && line.At(marker) == '#')
                {
                    marker++;
                }

                break;
            case '>' or '-' or '*' or '+' or '•':
                marker = 1;
                break;
            case >= '0' and <= '9':
                // "1. Boil water": one or two digits, and words behind them.
                marker = char.IsAsciiDigit(line.At(1)) ? 2 : 1;
                numbered = line.At(marker) is '.' or ')' && line.At(marker + 1) == ' ' && !char.IsAsciiDigit(line.At(marker + 2));
                return numbered ? marker + 2 : 0;
        }

        if (line[0] == '#' && marker == 1 && !line[1..].Trim(' ').IsEmpty && !line[1..].Trim(' ').ContainsAnyExceptInRange('0', '9'))
        {
            // "# 21" is a number.
            return 0;
        }

        return marker > 0 && line.At(marker) is ' ' or '\t' && !(line[0] is '-' or '+' && char.IsAsciiDigit(line.At(marker + 1))) ? marker + 1 : 0;
    }
}
