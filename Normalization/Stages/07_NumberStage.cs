using StreamServer.Normalization.Stages.Numbers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Everything else that is written with digits: numbers with their signs, units and ranges, fractions, versions, codes; and Roman numerals.</summary>
internal sealed class NumberStage : ITextStage
{
    private static readonly ITextRule[] Rules =
        [new CoordinateRule(), new QuotientRule(), new VersionRule(), new CodeRule(), new ChainRule(), new NumberRule()];

    private static readonly PerRule Per = new();

    private static readonly RomanItemRule RomanItems = new();

    private static readonly RomanRule Roman = new();

    public string Name => "numbers";

    public void Apply(SpokenText text)
    {
        if (text.Source.ContainsAny(Characters.Digits))
        {
            TextRules.Run(Rules, text);
        }

        TextRules.Run(Per, text);
        TextRules.Run(RomanItems, text);
        TextRules.Run(Roman, text);
    }
}
