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

        if (source.At(address) != '(' || EmotionTags.Find(rest[..textEnd]) is not null)
        {
            return at + 1;
        }

        ReadOnlySpan<char> target = source.Slice(address + 1, Math.Min(MaxAddress, source.Length - address - 1));
        int addressEnd = target.IndexOfAny(')', '\n');
        if (addressEnd < 0 || target[addressEnd] == '\n' || !System.Text.Ascii.IsValid(target[..addressEnd]) || !LooksLikeAddress(target[..addressEnd]))
        {
            return at + 1;
        }

        text.Begin(at > text.Consumed && source[at - 1] == '!' ? at - 1 : at);
        text.EndTouching(at + 1);
        text.Begin(address - 1);
        text.EndTouching(address + addressEnd + 2);
        return text.Consumed;
    }

    // "[Chapter](softly)" is not a link.
    private static bool LooksLikeAddress(ReadOnlySpan<char> target) => target.ContainsAny("./#:") || target.IsEmpty;
}
