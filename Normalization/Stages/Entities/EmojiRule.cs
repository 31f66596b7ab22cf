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
    private static bool IsPictograph(char c) =>
        c is (>= '\u2190' and <= '\u21FF') or (>= '\u2300' and <= '\u23FF') or (>= '\u2500' and <= '\u27BF')
            or (>= '\u27F0' and <= '\u27FF') or (>= '\u2900' and <= '\u297F') or (>= '\u2B00' and <= '\u2BFF')
            or '\u3030' or '\u303D' or '\u3297' or '\u3299' or '®' or '\u203C' or '\u2049' or Keycap;
}
