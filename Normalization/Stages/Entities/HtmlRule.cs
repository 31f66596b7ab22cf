using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>HTML residue: comments, scripts and inline tags go, a line break is a space, a block ends the sentence.</summary>
internal sealed class HtmlRule : ITextRule
{
    private const int MaxTag = 400;
    private const int MaxComment = 2000;

    private static readonly FrozenSet<string> Blocks =
        new[] { "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "section", "article", "header", "footer", "pre", "hr", "dd", "dt" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Inline =
        new[] { "a", "b", "i", "u", "s", "em", "strong", "span", "small", "sub", "sup", "img", "br", "code", "font", "mark", "q", "td", "th", "tbody", "thead", "html", "body", "head", "meta", "link", "input", "button", "label", "form", "video", "audio", "source", "iframe", "svg", "path", "script", "style" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BlockNames = Blocks.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> InlineNames = Inline.GetAlternateLookup<ReadOnlySpan<char>>();

    public SearchValues<char> Triggers { get; } = SearchValues.Create("<");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source[at..].StartsWith("<!--"))
        {
            return SkipComment(text, source, at);
        }

        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(MaxTag, source.Length - at - 1));
        int end = rest.IndexOfAny('<', '>');
        if (end < 1 || rest[end] == '<')
        {
            return at + 1;
        }

        ReadOnlySpan<char> inside = rest[..end].TrimStart('/').TrimEnd('/');
        int nameLength = 0;
        while (nameLength < inside.Length && char.IsAsciiLetterOrDigit(inside[nameLength]))
        {
            nameLength++;
        }

        ReadOnlySpan<char> name = inside[..nameLength];
        bool block = BlockNames.Contains(name);
        bool known = block || InlineNames.Contains(name);

        // "<word>" is a tag even when nobody knows it; with more inside, only a known name makes it one ("a <b and c> d" is not HTML
        // with an attribute, but nobody could tell). Indic letters are never dropped.
        if (nameLength == 0 || !char.IsAsciiLetter(name[0]) || !(known ? IsTagBody(inside[nameLength..]) : nameLength == inside.Length))
        {
            return at + 1;
        }

        int next = at + end + 2;
        if (name is "script" or "style" && rest[0] != '/')
        {
            ReadOnlySpan<char> body = source.Slice(next, Math.Min(MaxComment, source.Length - next));
            int close = body.IndexOf(name is "script" ? "</script>" : "</style>");
            if (close >= 0 && IsTagBody(body[..close].IsEmpty ? [] : [' ', .. body[..close]]))
            {
                next += close + name.Length + 3;
            }
        }

        text.Begin(at);
        text.Write(block ? "\n\n" : name.Equals("br", StringComparison.OrdinalIgnoreCase) || !known ? " " : "");
        text.EndTouching(next);
        return next;
    }

    private static bool IsTagBody(ReadOnlySpan<char> body)
    {
        if (!body.IsEmpty && !char.IsWhiteSpace(body[0]) && body[0] != '/')
        {
            return false;
        }

        foreach (char c in body)
        {
            if (Characters.IsIndicLetterOrMark(c))
            {
                return false;
            }
        }

        return true;
    }

    private static int SkipComment(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> rest = source.Slice(at, Math.Min(MaxComment, source.Length - at));
        int end = rest.IndexOf("-->");
        if (end < 0 || !IsTagBody(rest[4..Math.Max(4, end)].Trim(' ').IsEmpty ? [] : [' ', .. rest[4..end]]))
        {
            return at + 4;
        }

        text.Remove(at, at + end + 3);
        return at + end + 3;
    }
}
