using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Languages.French;
using StreamServer.Normalization.Languages.Hindi;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Languages.Telugu;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Languages;

/// <summary>The languages that are built in. A stage asks here and names none of them.</summary>
internal static class LanguageCatalog
{
    private const char FirstBlock = '\u0900';
    private const char LastBlock = '\u0E00';

    // In the order of the enumeration.
    private static readonly LanguageRules[] Installed = [EnglishRules.Instance, HindiRules.Instance, TeluguRules.Instance,
        FrenchRules.Instance];

    // By the language of Latin letters; null where a language has a script of its own.
    private static readonly Vocabulary?[] Vocabularies = [.. Installed.Select(VocabularyOf)];

    // By block of 128 characters from U+0900 on: the language that has a script there.
    private static readonly Language?[] Blocks = [.. Enumerable.Range(0, 10).Select(LanguageOfBlock)];

    public static IReadOnlyList<LanguageRules> All => Installed;

    /// <summary>
    /// The language in which Latin letters are read when a caller names a language; null when there is none of that code.
    /// </summary>
    /// <param name="code">ISO 639-1. One with a script of its own leaves Latin letters to English.</param>
    public static Language? LatinOf(string code)
    {
        foreach (LanguageRules language in Installed)
        {
            if (language.Code == code)
            {
                return language.HasScript ? Language.English : language.Id;
            }
        }

        return null;
    }

    /// <summary>
    /// The language that is told by the script of a character; null for Latin letters and for scripts without a language here.
    /// </summary>
    public static Language? OfScript(char c) => c is >= FirstBlock and < LastBlock ? Blocks[(c - FirstBlock) >> 7] : null;

    /// <summary>The words of a clause: its own language when the caller chose so, that of Latin letters otherwise.</summary>
    public static LanguageRules For(SpokenText text, int position) =>
        text.Options.NumberLanguage == NumberLanguage.English ? Latin(text) : Of(text.LanguageAt(position));

    public static LanguageRules Of(Language language) => Installed[(int)language];

    /// <summary>The closed lists that hold in this call.</summary>
    public static Vocabulary Words(SpokenText text) => Vocabularies[(int)text.Options.Language]!;

    /// <summary>The language in which Latin letters, and signs between them, are read in this call.</summary>
    public static LanguageRules Latin(SpokenText text) => Of(text.Options.Language);

    private static Language? LanguageOfBlock(int block)
    {
        foreach (LanguageRules language in Installed)
        {
            if (language.Script == FirstBlock + (block << 7))
            {
                return language.Id;
            }
        }

        return null;
    }

    private static Vocabulary? VocabularyOf(LanguageRules language) => language.HasScript
        ? null
        : new Vocabulary([language.Folder, .. Installed.Where(other => other.HasScript).Select(other => other.Folder)]);
}
