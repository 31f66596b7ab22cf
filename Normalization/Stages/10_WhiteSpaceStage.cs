using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>One space between words, none before a mark and none at the ends.</summary>
internal sealed class WhiteSpaceStage : ITextStage
{
    private static readonly ITextRule[] Rules = [new SpaceRule()];

    public string Name => "whitespace";

    public void Apply(SpokenText text) => TextRules.Run(Rules, text);

    private sealed class SpaceRule : ITextRule
    {
        public SearchValues<char> Triggers { get; } = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(c =>
            (char)c).Where(char.IsWhiteSpace)]);

        public int Rewrite(SpokenText text, int at)
        {
            ReadOnlySpan<char> source = text.Source;
            int end = at + 1;
            while (end < source.Length && char.IsWhiteSpace(source[end]))
            {
                end++;
            }

            bool none = at == 0 || end == source.Length || source[end] is ',' or '.' or '?' or '|';
            if (!none && end == at + 1 && source[at] == ' ')
            {
                return end;
            }

            text.Begin(at);
            text.Write(none ? "" : " ");
            text.EndExactly(end);
            return end;
        }
    }
}
