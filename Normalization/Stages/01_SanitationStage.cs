using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>
/// Makes the text well-formed: no byte order mark, no halves of surrogate pairs, no control or invisible formatting characters,
/// line feeds as the only line ends, HTML character references resolved.
/// </summary>
internal sealed class SanitationStage : ITextStage
{
    private static readonly ITextRule[] Rules = [new CharacterReferenceRule(), new InvisibleRule()];

    public string Name => "sanitation";

    public void Apply(SpokenText text) => TextRules.Run(Rules, text);

    /// <summary>Removes what cannot be seen and cannot be said.</summary>
    private sealed class InvisibleRule : ITextRule
    {
        public SearchValues<char> Triggers { get; } = SearchValues.Create(
        [
            .. Range('\0', '\u0008'), .. Range('\u000B', '\u001F'), .. Range('\u007F', '\u009F'), '\u00AD', '\u034F', '\u061C',
            '\u115F', '\u1160', '\u17B4', '\u17B5', '\u180E', '\u200B', '\u200E', '\u200F', .. Range('\u2028', '\u202E'),
            .. Range('\u2060', '\u206F'), .. Range('\uD800', '\uDFFF'), .. Range('\uE000', '\uF8FF'), '\u3164',
                Characters.ZeroWidthJoiner, Characters.ZeroWidthNonJoiner, .. Range('\uFE00', '\uFE0F'), '\uFEFF', '\uFFA0',
            .. Range('\uFFF0', '\uFFFF'),
        ]);

        public int Rewrite(SpokenText text, int at)
        {
            ReadOnlySpan<char> source = text.Source;
            char c = source[at];
            if (char.IsHighSurrogate(c) && char.IsLowSurrogate(source.At(at + 1)))
            {
                return at + 2;
            }

            // In Indic words a joiner chooses the shape of a cluster; elsewhere it holds emoji together.
            if (c is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner && at > 0
                && IsIndicOrJoiner(source, at - 1, text.Consumed))
            {
                return at + 1;
            }

            text.Begin(at);
            text.Write(PlainOf(c));
            text.EndExactly(c == '\r' && source.At(at + 1) == '\n' ? at + 2 : at + 1);
            return text.Consumed;
        }

        // Ends of lines and paragraphs; controls are a space, what has no width is nothing.
        private static string PlainOf(char c) => c switch
        {
            '\r' or '\u2028' or '\u0085' or '\u000B' or '\u000C' => "\n",
            '\u2029' => "\n\n",
            < ' ' or (>= '\u007F' and <= '\u009F') => " ",
            _ => "",
        };

        private static bool IsIndicOrJoiner(ReadOnlySpan<char> source, int at, int floor) =>
            Characters.IsIndicLetterOrMark(source[at])
            || (at >= floor && source[at] is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner);

        private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
    }
}
