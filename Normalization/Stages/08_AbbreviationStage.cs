using StreamServer.Normalization.Stages.Abbreviations;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Abbreviations of a fixed list, dotted initials, and acronyms that are spelled because they are not words.</summary>
internal sealed class AbbreviationStage : ITextStage
{
    private static readonly ITextRule[] Rules = [new IndicAbbreviationRule(), new AbbreviationRule()];

    public string Name => "abbreviations";

    public void Apply(SpokenText text) => TextRules.Run(Rules, text);
}
