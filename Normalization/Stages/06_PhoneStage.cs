using StreamServer.Normalization.Stages.Phones;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>Telephone numbers, and other numbers that are said digit by digit because of the word before them.</summary>
internal sealed class PhoneStage : ITextStage
{
    private static readonly ITextRule[] Rules = [new SecretRule(), new PhoneRule(), new PostalCodeRule()];

    public string Name => "phones";

    public void Apply(SpokenText text) => TextRules.Run(Rules, text);
}
