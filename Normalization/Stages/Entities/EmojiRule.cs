using System.Buffers;
using System.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Pictographs are removed with all that hangs on them: skin tones, joiners, variation selectors, flags, keycaps. Joiners that are left
/// outside Indic words go too.
/// </summary>
internal sealed class EmojiRule : ITextRule
{
    private const char Keycap = '\u20E3';
    private const char TextPresentation = '\uFE0E';
    private const char EmojiPresentation = '\uFE0F';

    public SearchValues<char> Triggers { get; } = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => IsPictograph(c) || IsAttachment(c)),
        '\uD83C', '\uD83D', '\uD83E', '\uDB40',
    ]);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source[at] is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner && at > 0 && IsIndicOrJoiner(source[at - 1]))
        {
            return at + 1;
        }

        int start = at;
        if (source[at] == Keycap && at - 1 >= text.Consumed && source[at - 1] is (>= '0' and <= '9') or '#' or '*')
        {
            start--;
        }
        else if (source[at] == EmojiPresentation && source.At(at + 1) == Keycap && at - 1 >= text.Consumed && source[at - 1] is (>= '0' and <= '9') or '#' or '*')
        {
            start--;
        }

        int end = at;
        bool seen = false;
        while (end < source.Length)
        {
            int length = PictographLength(source, end);
            if (length == 0)
            {
                if (!IsAttachment(source[end]))
                {
                    break;
                }

                length = 1;
                seen |= source[end] == Keycap;
            }
            else
            {
                seen = true;
            }

            end += length;
        }

        if (end == at)
        {
            return at + 2;
        }

        if (seen)
        {
            text.Remove(start, end);
        }
        else
        {
            text.Begin(start);
            text.EndExactly(end);
        }

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
            or '\u3030' or '\u303D' or '\u3297' or '\u3299' or '®' or '\u203C' or '\u2049';

    private static bool IsAttachment(char c) =>
        c is Keycap or EmojiPresentation or TextPresentation or Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner
            or (>= '\uFE00' and <= '\uFE0D');

    private static bool IsIndicOrJoiner(char c) =>
        Characters.IsIndicLetterOrMark(c) || c is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner;
}
