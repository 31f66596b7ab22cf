using System.Buffers;
using System.Text;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Emotion tags in any of their spellings become the ten that voices know; short bracketed Latin words that are no tag are dropped.
/// Angle brackets and parentheses count only around a known tag.
/// </summary>
internal sealed class TagRule : ITextRule
{
    // "[with a heavy sigh]" is a stage direction, a longer text in brackets is an aside that is read out.
    private const int MaxWords = 4;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("[<(");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int exact = EmotionTags.LengthAt(source, at);
        if (exact > 0)
        {
            return at + exact;
        }

        char close = source[at] switch { '[' => ']', '<' => '>', _ => ')' };
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(EmotionTags.MaxLength, source.Length - at - 1));
        int end = rest.IndexOf(close);
        if (end < 0)
        {
            return at + 1;
        }

        ReadOnlySpan<char> inside = rest[..end];
        int next = at + end + 2;
        if (EmotionTags.Find(inside) is { } tag)
        {
            text.Begin(at);
            text.Say("[");
            text.Write(tag);
            text.Write(']');
            text.End(next);
            return next;
        }

        if (close == ']' && IsUnknownTag(inside))
        {
            text.Remove(at, next);
            return next;
        }

        return at + 1;
    }

    private static bool IsUnknownTag(ReadOnlySpan<char> inside)
    {
        int words = 1;
        foreach (char c in inside)
        {
            if (!char.IsAsciiLetter(c) && c is not (' ' or '-' or '_' or '\''))
            {
                return false;
            }

            words += c == ' ' ? 1 : 0;
        }

        return words <= MaxWords && Ascii.IsValid(inside);
    }
}
