using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Marks of chat programs: mentions, custom emoji and times of Discord (<c>&lt;@123&gt;</c>, <c>&lt;:smile:123&gt;</c>,
/// <c>&lt;t:1700000000:R&gt;</c>),
/// names of emoji (<c>:smile:</c>), spoilers (<c>||so||</c>), highlights (<c>==so==</c>), control tokens of language models
/// (<c>&lt;|end|&gt;</c>).
/// </summary>
internal sealed class ChatMarkupRule : ITextRule
{
    private const int MaxTag = 80;
    private const int MaxInside = 300;
    private const int MaxName = 32;

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["<@", "<#", "<:", "<a:", "<t:", "</", "<|", "||", "==", ": ", ":\n", ":.", ":,", "::", ":!", ":?", ":)", "_:", "0:", "1:"],
            StringComparison.Ordinal);

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-");

    public SearchValues<char> Triggers { get; } = SearchValues.Create("<:|=");

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Triggers)
        && (text.Source.ContainsAny(Signs) || text.Source[^1] == ':');

    public int Rewrite(SpokenText text, int at) => text.Source[at] switch
    {
        '<' => RewriteTag(text, at),
        ':' => RewriteName(text, at),
        _ => RewritePair(text, at),
    };

    private static int RewriteTag(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(MaxTag, source.Length - at - 1));
        int end = rest.IndexOfAny('>', '<', '\n');
        if (end < 2 || rest[end] != '>')
        {
            return at + 1;
        }

        int close = at + end + 2;
        if (IsTag(rest[..end]))
        {
            text.Remove(at, close);
            return close;
        }

        // "</play:123>" names a command of a bot.
        int colon = rest[..end].IndexOf(':');
        if (rest[0] == '/' && colon > 1 && IsNumber(rest[(colon + 1)..end]) && !rest[1..colon].ContainsAnyExcept(NameCharacters))
        {
            text.Replace(at, close, rest[1..colon]);
            return close;
        }

        return at + 1;
    }

    private static bool IsTag(ReadOnlySpan<char> inside) => inside[0] switch
    {
        '@' or '#' => IsNumber(inside[1..].TrimStart("!&")) || inside is "#" or "@here" or "@everyone",
        '|' => inside[^1] == '|' && !inside[1..^1].ContainsAnyExcept(NameCharacters),
        ':' => IsCustomEmoji(inside),
        'a' => inside[1] == ':' && IsCustomEmoji(inside[1..]),
        't' => inside[1] == ':' && IsTime(inside[2..]),
        _ => false,
    };

    private static bool IsCustomEmoji(ReadOnlySpan<char> inside)
    {
        int colon = inside[1..].IndexOf(':') + 1;
        return colon > 1 && IsNumber(inside[(colon + 1)..]) && !inside[1..colon].ContainsAnyExcept(NameCharacters);
    }

    private static bool IsTime(ReadOnlySpan<char> inside)
    {
        int colon = inside.IndexOf(':');
        return IsNumber(colon < 0 ? inside : inside[..colon])
            && (colon < 0 || (inside.Length - colon == 2 && char.IsAsciiLetter(inside[^1])));
    }

    private static bool IsNumber(ReadOnlySpan<char> digits) => !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');

    // ":smile:", ":+1:"; never part of a word, and a name has a letter in it.
    private static int RewriteName(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(MaxName + 1, source.Length - at - 1));
        int length = rest.IndexOfAnyExcept(NameCharacters);
        if (length < 2 || rest[length] != ':' || !source.OpensWord(at) || source.At(at - 1) == ':')
        {
            return at + 1;
        }

        int close = at + length + 2;
        ReadOnlySpan<char> name = rest[..length];
        bool named = char.IsAsciiLetter(name[0]) || name is "+1" or "-1" or "100" or "1234";
        if (!named || !source.ClosesWord(close) || source.At(close) == ':')
        {
            return at + 1;
        }

        text.Remove(at, close);
        return close;
    }

    // "||spoiler||", "==highlight=="
    private static int RewritePair(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        char sign = source[at];
        if (source.At(at + 1) != sign || !source.OpensWord(at) || source.At(at + 2) == sign || char.IsWhiteSpace(source.At(at + 2)))
        {
            return at + 1;
        }

        ReadOnlySpan<char> rest = source.Slice(at + 2, Math.Min(MaxInside, source.Length - at - 2));
        int end = rest.IndexOfAny(sign, '\n');
        if (end < 1 || rest[end] != sign || rest.At(end + 1) != sign || char.IsWhiteSpace(rest[end - 1]))
        {
            return at + 2;
        }

        int close = at + 2 + end;
        if (!source.ClosesWord(close + 2))
        {
            return close;
        }

        text.Begin(at);
        text.EndTouching(at + 2);
        text.Begin(close);
        text.EndTouching(close + 2);
        return close + 2;
    }
}
