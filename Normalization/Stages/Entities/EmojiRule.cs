using System.Buffers;
using System.Text;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Pictographs are removed with all that hangs on them: skin tones, flags, keycaps. Joiners and variation selectors are gone already.
/// </summary>
internal sealed class EmojiRule : ITextRule
{
    // Encloses the character before it.
    private const char Keycap = '\u20E3';

    private static readonly SearchValues<char> Pictographs = SearchValues.Create(
    [
        .. new[] { (0x2190, 0x21FF), (0x2300, 0x23FF), (0x2500, 0x27BF), (0x27F0, 0x27FF), (0x2900, 0x297F), (0x2B00, 0x2BFF) }
            .SelectMany(block => Enumerable.Range(block.Item1, block.Item2 - block.Item1 + 1)).Select(c => (char)c),
        '\u3030', '\u303D', '\u3297', '\u3299', '®', '\u203C', '\u2049', Keycap,
    ]);

    public SearchValues<char> Triggers { get; } = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(IsPictograph),
        '\uD83C', '\uD83D', '\uD83E', '\uDB40',
    ]);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        bool keycap = source[at] == Keycap && at > text.Consumed && source[at - 1] is (>= '0' and <= '9') or '#' or '*';
        int end = at;
        while (end < source.Length && PictographLength(source, end) is > 0 and int length)
        {
            end += length;
        }

        if (end == at)
        {
            // Another character beyond the basic plane.
            return at + 2;
        }

        // "5★": a star that is counted.
        bool star = end == at + 1 && source[at] is '★' or '⭐' && char.IsAsciiDigit(source.At(at - 1));
        if (star)
        {
            text.Replace(at, end, "star");
            return end;
        }

        if (keycap && char.IsAsciiDigit(source[at - 1]))
        {
            // "1⃣ First": the number of an item.
            text.Begin(at);
            text.Write(',');
            text.End(end);
            return end;
        }

        text.Remove(keycap ? at - 1 : at, end);
        return end;
    }

    private static int PictographLength(ReadOnlySpan<char> source, int at)
    {
        if (IsPictograph(source[at]))
        {
            return 1;
        }

        if (!char.IsHighSurrogate(source[at]) || Rune.DecodeFromUtf16(source[at..], out Rune rune, out int length) != OperationStatus.Done)
        {
            return 0;
        }

        // Mahjong tiles to legacy computing symbols, and the tag characters of flags.
        return rune.Value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0xE0000 and <= 0xE007F) ? length : 0;
    }

    // Arrows, technical signs, boxes, dingbats, CJK marks that are drawn as emoji, and registered trade mark.
    private static bool IsPictograph(char c) => Pictographs.Contains(c);
}
