using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Languages.Hindi;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Languages.Telugu;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages;

/// <summary>The languages that are built in. A stage asks here and names none of them.</summary>
internal static class LanguageCatalog
{
    /// <summary>The words of a clause: its own language when the caller chose so, English otherwise.</summary>
    public static LanguageRules For(SpokenText text, int position) =>
        text.Options.NumberLanguage == NumberLanguage.English ? EnglishRules.Instance : Of(text.LanguageAt(position));

    public static LanguageRules Of(Language language) => language switch
    {
        Language.Hindi => HindiRules.Instance,
        Language.Telugu => TeluguRules.Instance,
        _ => EnglishRules.Instance,
    };
}
