using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Markdown links and images: the text stays, the address goes. Marks of footnotes go.</summary>
internal sealed class MarkdownLinkRule : ITextRule
{
    private const int MaxText = 300;
    private const int MaxAddress = 2000;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("[");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        ReadOnlySpan<char> rest = source.Slice(at + 1, Math.Min(MaxText, source.Length - at - 1));
        if (rest.At(0) == '[')
        {
            return RewriteNote(text, source, at);
        }

        int textEnd = rest.IndexOfAny('[', ']');
        if (textEnd < 0 || rest[textEnd] == '[' || EmotionTags.Find(rest[..textEnd]) is not null)
        {
            return at + 1;
        }

        int address = at + 1 + textEnd + 1;
        if (textEnd > 1 && rest[0] == '^' && !rest[1..textEnd].ContainsAnyExcept(Characters.Digits))
        {
            text.Remove(at, address);
            return address;
        }

        if (source.At(address) == '[' && textEnd > 0)
        {
            return RewriteReference(text, source, at, address);
        }

        if (source.At(address) != '(' || EmotionTags.Find(rest[..textEnd]) is not null)
        {
            return at + 1;
        }

        ReadOnlySpan<char> target = source.Slice(address + 1, Math.Min(MaxAddress, source.Length - address - 1));
        int addressEnd = target.IndexOfAny(')', '\n');
        if (addressEnd < 0 || target[addressEnd] == '\n' || HasIndic(target[..addressEnd]) || !LooksLikeAddress(target[..addressEnd]))
        {
            return at + 1;
        }

        text.Begin(at > text.Consumed && source[at - 1] == '!' ? at - 1 : at);
        text.EndTouching(at + 1);
        text.Begin(address - 1);
        text.EndTouching(address + addressEnd + 2);
        return text.Consumed;
    }

    // "[[Note]]", "[[Note|how it is called]]"
    private static int RewriteNote(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> rest = source[(at + 2)..Math.Min(source.Length, at + 2 + MaxText)];
        int end = rest.IndexOfAny("[]\n");
        if (end < 1 || rest[end] != ']' || rest.At(end + 1) != ']')
        {
            return at + 1;
        }

        int bar = rest[..end].IndexOf('|');
        bool named = bar >= 0 && !HasIndic(rest[..bar]);
        text.Begin(at);
        text.EndTouching(named ? at + 3 + bar : at + 2);
        text.Begin(at + 2 + end);
        text.EndTouching(at + 4 + end);
        return text.Consumed;
    }

    // "[text][reference]": the text stays.
    private static int RewriteReference(SpokenText text, ReadOnlySpan<char> source, int at, int reference)
    {
        ReadOnlySpan<char> rest = source[(reference + 1)..Math.Min(source.Length, reference + 1 + MaxText)];
        int end = rest.IndexOfAny("[]\n");
        if (end < 0 || rest[end] != ']' || HasIndic(rest[..end]) || EmotionTags.Find(rest[..end]) is not null)
        {
            return at + 1;
        }

        text.Begin(at);
        text.EndTouching(at + 1);
        text.Begin(reference - 1);
        text.EndTouching(reference + end + 2);
        return text.Consumed;
    }

    private static bool HasIndic(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (Characters.IsIndicLetterOrMark(c))
            {
                return true;
            }
        }

        return false;
    }

    // "[Chapter](softly)" is not a link.
    private static bool LooksLikeAddress(ReadOnlySpan<char> target) => target.ContainsAny("./#:") || target.IsEmpty;
}
