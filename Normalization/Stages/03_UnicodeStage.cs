using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>
/// Brings characters to one form: NFKC, except for what would be lost by it. Indic text is not normalized at all (NFKC would take
/// letters with a nukta apart); superscripts, fractions and signs keep their meaning; digits of every script become ASCII.
/// </summary>
internal sealed class UnicodeStage : ITextStage
{
    // Longer runs of foreign characters are normalized in pieces.
    private const int MaxPiece = 256;

    // ASCII, letters and marks of the Indic blocks, joiners and dandas: nothing to do for these.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
    [
        .. Enumerable.Range(0, 128).Select(c => (char)c),
        .. Enumerable.Range(0x0900, 0x0500).Select(c => (char)c).Where(c => !Characters.IsIndicDigit(c)),
        Characters.ZeroWidthJoiner, Characters.ZeroWidthNonJoiner, '₹', '–', '—', '°', '²', '³',
    ]);

    private static readonly CharacterRule PlainForms = new();

    // Again at the end: NFKC makes some of these characters out of others.
    private static readonly ITextRule[] Rules = [new Entities.KaomojiRule(), PlainForms, new CompatibilityRule(), PlainForms];

    public string Name => "unicode";

    public void Apply(SpokenText text)
    {
        if (text.Source.ContainsAnyExcept(Plain))
        {
            TextRules.Run(Rules, text);
        }
    }

    /// <summary>Characters with a plain equivalent that NFKC does not give, or gives without the space that reading needs.</summary>
    private sealed class CharacterRule : ITextRule
    {
        private const string Fractions = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
        private const string Quotes = "‘’‚‛ʼ´`′“”„‟«»″‹›";
        private const char FirstNumbered = '\u2488';
        private const char LastNumbered = '\u249B';
        private const string Others = "\u2009\u202F\u2007\u00A0\u2010\u2011\u2043−℠™ªº⁄∕ℹ№";

        private static readonly string[] FractionForms =
            ["1/4", "1/2", "3/4", "1/7", "1/9", "1/10", "1/3", "2/3", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8", "5/8", "7/8"];

        private static readonly FrozenDictionary<char, string> Plain =
            new (string Characters, string Plain)[]
            {
                ("‘’‛ʼ´`′", "'"), ("“”„‟«»″‚‹›", "\""), ("\u2010\u2011\u2043−", "-"), ("⁄∕", "/"), ("№", "No."), ("º", "°"), ("℠™ªℹ", ""),
            }
            .SelectMany(row => row.Characters, (row, c) => KeyValuePair.Create(c, row.Plain)).ToFrozenDictionary();

        public SearchValues<char> Triggers { get; } = SearchValues.Create(
            [.. Fractions, .. Quotes, .. Others,
                .. Enumerable.Range(FirstNumbered, LastNumbered - FirstNumbered + 1).Select(c => (char)c)]);

        public int Rewrite(SpokenText text, int at)
        {
            char c = text.Source[at];
            if (c is >= FirstNumbered and <= LastNumbered)
            {
                // NFKC writes a full stop behind the number, which would end a sentence that was found whole.
                Span<char> number = stackalloc char[3];
                (c - FirstNumbered + 1).TryFormat(number, out int length);
                text.Begin(at);
                text.Write(number[..length]);
                text.Write(' ');
                text.EndExactly(at + 1);
                return text.Consumed;
            }

            int fraction = Fractions.IndexOf(c);
            if (fraction >= 0)
            {
                text.Replace(at, at + 1, FractionForms[fraction]);
                return text.Consumed;
            }

            // Back quotes stay as they are: they mark code, and a fence of three has a meaning of its own.
            if (c == '`')
            {
                return at + 1;
            }

            text.Begin(at);
            text.Write(Plain.GetValueOrDefault(c) ?? Space(text, at));
            text.EndExactly(at + 1);
            return text.Consumed;
        }

        // A narrow space parts thousands where a comma does; elsewhere it is a space.
        private static string Space(SpokenText text, int at) =>
            LanguageCatalog.Latin(text).DecimalMark == '.' && PartsThousands(text.Source, at) ? "," : " ";
    }

    // "1 000 000" with narrow spaces.
    private static bool PartsThousands(ReadOnlySpan<char> source, int at) =>
        char.IsAsciiDigit(source.At(at - 1)) && char.IsAsciiDigit(source.At(at + 1)) && char.IsAsciiDigit(source.At(at + 2))
            && char.IsAsciiDigit(source.At(at + 3))
        && !char.IsAsciiDigit(source.At(at + 4)) && !(at >= 4 && !source[(at - 4)..at].ContainsAnyExceptInRange('0', '9'));

    /// <summary>NFKC for what is neither ASCII nor Indic, and ASCII digits for all digits.</summary>
    private sealed class CompatibilityRule : ITextRule
    {
        private const string Kept = "²³¹⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ©®°–—×÷±€£¥¢₹§µ•→←¯";

        public SearchValues<char> Triggers { get; } = SearchValues.Create(
            [.. Enumerable.Range(0x80, 0xFF80).Select(c => (char)c).Where(c => !Plain.Contains(c) && !Kept.Contains(c))]);

        public int Rewrite(SpokenText text, int at)
        {
            ReadOnlySpan<char> source = text.Source;
            if (Characters.IsIndicDigit(source[at]))
            {
                text.Begin(at);
                text.Write((char)('0' + ((source[at] & 0x7F) - 0x66)));
                text.EndExactly(at + 1);
                return text.Consumed;
            }

            // A combining mark belongs to the letter before it.
            int start = at > text.Consumed && char.IsAsciiLetter(source[at - 1]) && IsMark(source[at]) ? at - 1 : at;
            int end = at + 1;
            while (end < source.Length && end - start < MaxPiece && Triggers.Contains(source[end]) && !Characters.IsIndicDigit(source[end]))
            {
                end++;
            }

            if (char.IsLowSurrogate(source.At(end)) && char.IsHighSurrogate(source[end - 1]))
            {
                end++;
            }

            Normalize(text, source, start, end);
            return end;
        }

        private static void Normalize(SpokenText text, ReadOnlySpan<char> source, int start, int end)
        {
            ReadOnlySpan<char> piece = source[start..end];
            Span<char> buffer = stackalloc char[MaxPiece * 20];
            if (!piece.TryNormalize(buffer, out int length, NormalizationForm.FormKC))
            {
                return;
            }

            Span<char> normal = buffer[..length];
            length = FoldDigits(normal);
            normal = normal[..length];
            if (normal.SequenceEqual(piece))
            {
                return;
            }

            text.Begin(start);
            text.Write(normal);
            text.EndExactly(end);
        }

        // Digits beyond the basic plane take two units, their ASCII forms one.
        private static int FoldDigits(Span<char> units)
        {
            int written = 0;
            for (int at = 0; at < units.Length; at++)
            {
                if (char.IsAscii(units[at]))
                {
                    units[written++] = units[at];
                    continue;
                }

                _ = Rune.DecodeFromUtf16(units[at..], out Rune rune, out int used);
                if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
                {
                    units[written++] = (char)('0' + (int)Rune.GetNumericValue(rune));
                }
                else
                {
                    units[at..(at + used)].CopyTo(units[written..]);
                    written += used;
                }

                at += used - 1;
            }

            return written;
        }

        private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;
    }
}
