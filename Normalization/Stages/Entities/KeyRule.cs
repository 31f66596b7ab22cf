using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>The keys <c>*</c> and <c>#</c> of a telephone, where a menu names them: <c>press *</c>, <c>the # key</c>, <c># to repeat</c>; and <c># 21</c> for a number.</summary>
internal sealed class KeyRule : ITextRule
{
    private const int Window = 96;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("*#");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        bool alone = (at == 0 || source[at - 1] is ' ' or '(' or '"') && (at + 1 >= source.Length || source[at + 1] is ' ' or '.' or ',' or ')' or '?' or '"');
        if (!alone)
        {
            return at + 1;
        }

        LanguageRules language = LanguageCatalog.Latin(text);
        if (source[at] == '#' && source.At(at + 1) == ' ' && char.IsAsciiDigit(source.At(at + 2)) && !IsMenu(text, source, at))
        {
            text.Replace(at, at + 1, language[Term.Number]);
            return at + 1;
        }

        if (!IsMenu(text, source, at))
        {
            return at + 1;
        }

        text.Replace(at, at + 1, language[source[at] == '*' ? Term.StarKey : Term.HashKey]);
        return at + 1;
    }

    // The word before or behind speaks of keys, or the sentences before do.
    private static bool IsMenu(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        Vocabulary words = LanguageCatalog.Words(text);
        ReadOnlySpan<char> rest = source[(at + 1)..].TrimStart(' ');
        if (words[ListName.KeyFollowers].LengthOfWholeAtStart(rest) > 0)
        {
            return true;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - Window)..at].TrimEnd(" (\"");
        return words[ListName.KeyLeads].EndsWith(before) || before.ContainsAny(words.KeySigns);
    }
}
