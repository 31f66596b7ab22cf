using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// HTML and SSML residue: comments, declarations, scripts and inline tags go, a line break is a space, a block ends the sentence. A
/// raised number is a
/// power, <c>say-as</c> is obeyed for digits and letters, and a tag that a sentence speaks of (<c>the &lt;div&gt; element</c>) is named.
/// </summary>
internal sealed class HtmlRule : ITextRule
{
    private const int MaxTag = 400;
    private const int MaxComment = 2000;

    private static readonly FrozenSet<string> Blocks = Names("""
        p div li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote section article header footer pre hr dd dt
        """);

    private static readonly FrozenSet<string> Inline = Names("""
        a b i u s em strong span small sub sup img br code font mark q td th tbody thead html body head meta link input button label form
        video audio source iframe svg path script style del ins
        abbr cite kbd samp var time title nav main aside figure figcaption option
        select textarea center speak prosody break say-as emphasis phoneme voice lang w par seq media desc metadata token express-as
        """);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BlockNames =
        Blocks.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> InlineNames =
        Inline.GetAlternateLookup<ReadOnlySpan<char>>();

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

        ReadOnlySpan<char> inside = rest[..end];
        int next = at + end + 2;
        if (IsDeclaration(inside))
        {
            text.Remove(at, next);
            return next;
        }

        inside = inside.TrimStart('/').TrimEnd('/');
        ReadOnlySpan<char> name = inside[..NameLength(inside)];
        bool block = BlockNames.Contains(name);
        bool known = block || InlineNames.Contains(name) || name.Contains(':');
        if (!IsTag(source, at, inside, name, known))
        {
            return at + 1;
        }

        if (IsSpokenOf(source, at, next, rest, name))
        {
            text.Replace(at, next, name);
            return next;
        }

        if (rest[0] != '/' && TrySayContent(text, source, at, next, inside, name, out int contentEnd))
        {
            return contentEnd;
        }

        next = rest[0] == '/' ? next : SkipScript(source, next, name);
        text.Begin(at);
        text.Write(block ? "\n\n" : name.Equals("br", StringComparison.OrdinalIgnoreCase) || !known ? " " : "");
        text.EndTouching(next);
        return next;
    }

    private static FrozenSet<string> Names(string names) =>
        names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // "<?xml version="1.0"?>", "<!DOCTYPE html>"
    private static bool IsDeclaration(ReadOnlySpan<char> inside) =>
        inside.Length > 2 && ((inside[0] == '?' && inside[^1] == '?') || (inside[0] == '!' && char.IsAsciiLetter(inside[1])))
            && System.Text.Ascii.IsValid(inside);

    // Names of XML may hold a hyphen and a prefix: "say-as", "amazon:effect".
    private static int NameLength(ReadOnlySpan<char> inside)
    {
        int length = 0;
        while (length < inside.Length && (char.IsAsciiLetterOrDigit(inside[length])
            || (inside[length] is '-' or ':' && length > 0 && char.IsAsciiLetter(inside.At(length + 1)))))
        {
            length++;
        }

        return length;
    }

    // "<word>" is a tag even when nobody knows it; with more inside, a known name or the form of an attribute makes it one.
    // Indic letters are never dropped.
    private static bool IsTag(ReadOnlySpan<char> source, int at, ReadOnlySpan<char> inside, ReadOnlySpan<char> name, bool known)
    {
        if (name.IsEmpty || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        ReadOnlySpan<char> body = inside[name.Length..];
        if (body.IsEmpty)
        {
            return true;
        }

        // "<pitch=-.3>"
        if (body[0] == '=')
        {
            return body.Length > 1 && !body.ContainsAny(' ', '\n') && !HasIndic(body);
        }

        // "a<b and c>d" compares; attributes have values, or are one word.
        bool flag = name is "input" or "script" or "video" or "audio" or "button" or "option" or "select" && body.Count(' ') == 1;
        bool attributes = body.Contains('=') || body.Trim(' ').Length == 0 || flag;
        bool touches = at > 0 && Characters.IsWord(source[at - 1]) && name.Length == 1 && !body.Contains('=');
        return known && attributes && !touches && IsTagBody(body);
    }

    // A sentence goes on around it and nothing closes it: "Use the <div> element."
    private static bool IsSpokenOf(ReadOnlySpan<char> source, int at, int next, ReadOnlySpan<char> rest, ReadOnlySpan<char> name)
    {
        if (source.At(at - 1) == '`' && source.At(next) == '`')
        {
            return true;
        }

        bool around = at > 1 && source[at - 1] == ' ' && char.IsAsciiLetter(source[at - 2]) && source.At(next) == ' '
            && char.IsAsciiLetterLower(source.At(next + 1));
        if (!around || rest[0] == '/' || rest.At(name.Length) != '>' || name is "br" or "hr" or "img" or "input" or "wbr")
        {
            return false;
        }

        ReadOnlySpan<char> behind = source[next..Math.Min(source.Length, next + MaxTag)];
        int close = behind.IndexOf("</");
        return close < 0 || !behind[(close + 2)..].StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    // What is said in another way because of the tag around it.
    private static bool TrySayContent(
        SpokenText text, ReadOnlySpan<char> source, int at, int next, ReadOnlySpan<char> inside, ReadOnlySpan<char> name, out int end)
    {
        end = next;
        ReadOnlySpan<char> content = source[next..Math.Min(source.Length, next + MaxTag)];
        int length = content.IndexOf('<');
        if (length < 1 || !content[(length + 1)..].StartsWith("/")
            || !content[(length + 2)..].StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || content.At(length + 2 + name.Length) != '>')
        {
            return false;
        }

        content = content[..length];
        bool raised = name is "sup" && IsPower(source, at, content);
        bool spelled = name is "say-as" && IsSpelled(inside) && System.Text.Ascii.IsValid(content);
        if (!raised && !spelled)
        {
            return false;
        }

        end = next + length + name.Length + 3;
        text.Begin(at);
        text.Write(raised ? "^" : "");
        foreach (char c in content)
        {
            if (spelled && char.IsAsciiLetterOrDigit(c))
            {
                text.Say([char.ToLowerInvariant(c)]);
            }
            else if (raised)
            {
                text.Write(c);
            }
        }

        text.End(end);
        return true;
    }

    private static bool IsPower(ReadOnlySpan<char> source, int at, ReadOnlySpan<char> content)
    {
        int start = at;
        while (start > 0 && at - start < 4 && char.IsAsciiLetter(source[start - 1]))
        {
            start--;
        }

        // After a longer word it is the mark of a footnote.
        bool based = (at - start < 3 && (start < at || char.IsAsciiDigit(source.At(at - 1)))) || source.At(at - 1) == ')';
        return based && content.Length <= 4
            && (content.TrimStart("+-") is "n" or "x" || !content.TrimStart("+-").ContainsAnyExceptInRange('0', '9'))
            && !content.TrimStart("+-").IsEmpty;
    }

    private static bool IsSpelled(ReadOnlySpan<char> inside) =>
        inside.Contains("digits", StringComparison.Ordinal) || inside.Contains("telephone", StringComparison.Ordinal)
        || inside.Contains("characters", StringComparison.Ordinal) || inside.Contains("spell-out", StringComparison.Ordinal)
        || inside.Contains("verbatim", StringComparison.Ordinal);

    private static int SkipScript(ReadOnlySpan<char> source, int next, ReadOnlySpan<char> name)
    {
        if (name is not ("script" or "style"))
        {
            return next;
        }

        ReadOnlySpan<char> body = source.Slice(next, Math.Min(MaxComment, source.Length - next));
        int close = body.IndexOf(name is "script" ? "</script>" : "</style>");
        return close >= 0 && !HasIndic(body[..close]) ? next + close + name.Length + 3 : next;
    }

    private static bool IsTagBody(ReadOnlySpan<char> body) => (char.IsWhiteSpace(body[0]) || body[0] == '/') && !HasIndic(body);

    private static bool HasIndic(ReadOnlySpan<char> body)
    {
        foreach (char c in body)
        {
            if (Characters.IsIndicLetterOrMark(c))
            {
                return true;
            }
        }

        return false;
    }

    private static int SkipComment(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> rest = source.Slice(at, Math.Min(MaxComment, source.Length - at));
        int end = rest.IndexOf("-->");
        if (end < 0 || HasIndic(rest[..end]))
        {
            return at + 4;
        }

        text.Remove(at, at + end + 3);
        return at + end + 3;
    }
}
