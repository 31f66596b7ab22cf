using StreamServer.Normalization.Stages.Entities;
using StreamServer.Normalization.Stages.Numbers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>
/// What is one thing though it is written with signs: emotion tags and residue of markup, lexicon words, e-mail addresses, URLs and paths,
/// handles and hashtags, amounts of money, formulas, emoji.
/// </summary>
internal sealed class EntityStage : ITextStage
{
    // Tags before markup, whose brackets they share; emoticons before formulas, whose signs they share; e-mail before URL.
    private static readonly ITextRule[] Residue =
        [new LatexRule(), new ChatMarkupRule(), new MarkdownLinkRule(), new TagRule(), new HtmlRule(), new QuotationRule()];

    private static readonly ITextRule[] Entities =
    [
        new HexGroupsRule(),
        new EmoticonRule(),
        new EmailRule(),
        new UrlRule(),
        new HostRule(),
        new PathRule(),
        new DialCodeRule(),
        new StreetRule(),
        new SocialRule(),
        new KeyRule(),
        new NumberedWordRule(),
        new BareNumberRule(),
        new DecimalCommaRule(),
        new CurrencyRule(),
        new IonRule(),
        new MinusRule(),
        new MathRule(),
        new EmojiRule(),
    ];

    public string Name => "entities";

    public void Apply(SpokenText text)
    {
        TextRules.Run(Residue, text);
        MarkdownLines.Apply(text);
        LexiconWords.Apply(text, text.Options.Lexicon);
        LexiconWords.Apply(text, text.Options.HouseRules.Lexicon);
        TextRules.Run(Entities, text);
    }
}
