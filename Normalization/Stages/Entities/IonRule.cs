using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Ions: a formula and its charge, <c>Na+</c>, <c>Ca²⁺</c>, <c>SO4^2-</c>. A single letter needs a raised charge: <c>B+</c> is a group of
/// blood.
/// </summary>
internal sealed class IonRule : ITextRule
{
    private const int MaxFormula = 16;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("+-⁺⁻");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (at == 0 || Characters.IsWord(source.At(at + 1)) || source.At(at + 1) is '+' or '-' or '=' or '>' or '/')
        {
            return at + 1;
        }

        int end = at;
        while (end > text.Consumed && at - end < 2 && source[end - 1] is '²' or '³' or '⁴' or '¹')
        {
            end--;
        }

        bool raised = end < at || source[at] is '⁺' or '⁻';
        int digits = end;
        if (end == at && source.At(at - 2) == '^' && char.IsAsciiDigit(source[at - 1]) && at - 2 > text.Consumed)
        {
            end = at - 2;
            raised = true;
        }

        int start = end;
        while (start > text.Consumed && end - start < MaxFormula && char.IsAsciiLetterOrDigit(source[start - 1]))
        {
            start--;
        }

        ReadOnlySpan<char> formula = source[start..end];
        if (!source.OpensWord(start) || !IsIon(formula, source[at], raised))
        {
            return at + 1;
        }

        text.Begin(start);
        AddressSpeech.Spell(text, formula, start);
        LanguageRules language = LanguageCatalog.For(text, start);
        if (end < digits)
        {
            language.SayDigits(text, source.Slice(at - 1, 1));
        }
        else if (end < at)
        {
            language.SayInteger(text, source[end] switch { '²' => 2, '³' => 3, '⁴' => 4, _ => 1 });
        }

        text.Say(source[at] is '+' or '⁺' ? language.Plus : language.Minus);
        text.End(at + 1);
        return at + 1;
    }

    private static bool IsIon(ReadOnlySpan<char> formula, char sign, bool raised)
    {
        if (formula.IsEmpty || !char.IsAsciiLetterUpper(formula[0]) || !ChemicalFormula.IsOneOrMore(formula))
        {
            return false;
        }

        // "He-" and "Be-" are words that break off.
        bool word = sign == '-' && formula is "He" or "Be" or "In" or "No" or "As" or "At" or "I";
        return raised || (formula.Length >= 2 && !word && formula.ContainsAnyInRange('a', 'z') && !formula.ContainsAnyInRange('0', '9'));
    }
}
