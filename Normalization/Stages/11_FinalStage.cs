using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>What must hold whatever the stages before did: no digit is left to the voice.</summary>
internal sealed class FinalStage : ITextStage
{
    private static readonly ITextRule[] Rules = [new DigitRule()];

    public string Name => "final";

    public void Apply(SpokenText text) => TextRules.Run(Rules, text);

    private sealed class DigitRule : ITextRule
    {
        public SearchValues<char> Triggers => Characters.Digits;

        public int Rewrite(SpokenText text, int at)
        {
            text.Begin(at);
            LanguageCatalog.For(text, at).SayDigits(text, text.Source.Slice(at, 1));
            text.End(at + 1);
            return at + 1;
        }
    }
}
