using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Formulas in LaTeX: between dollar signs, in <c>\( \)</c> and <c>\[ \]</c>, and commands that stand in the text (<c>\frac{1}{2}</c>).
/// </summary>
internal sealed class LatexRule : ITextRule
{
    private const int MaxFormula = 400;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("$\\");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source[at] == '$')
        {
            return RewriteDollars(text, source, at);
        }

        return source.At(at + 1) switch
        {
            '(' => RewriteBetween(text, source, at, "\\)"),
            '[' => RewriteBetween(text, source, at, "\\]"),
            _ => RewriteCommand(text, source, at),
        };
    }

    // As Pandoc tells a formula from an amount: no space inside the signs, no digit or letter behind the closing one.
    private static int RewriteDollars(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        int open = source.At(at + 1) == '$' ? at + 2 : at + 1;
        ReadOnlySpan<char> rest = source[open..Math.Min(source.Length, open + MaxFormula)];
        int length = rest.IndexOfAny('$', '\n');
        if (length < 1 || rest[length] != '$' || !source.OpensWord(at))
        {
            return open;
        }

        int end = open + length + (open - at);
        ReadOnlySpan<char> formula = rest[..length];
        bool closes = end <= source.Length && source[end - 1] == '$' && source.ClosesLatin(end);
        bool spaced = open - at == 1 && (char.IsWhiteSpace(formula[0]) || char.IsWhiteSpace(formula[^1]));
        if (!closes || spaced || !IsFormula(formula))
        {
            return open;
        }

        return Say(text, source, at, (open, open + length), end);
    }

    // A sign of maths, or one letter; "$5-$" is neither.
    private static bool IsFormula(ReadOnlySpan<char> formula)
    {
        foreach (char c in formula)
        {
            if (!char.IsAscii(c) && Characters.IsWord(c))
            {
                return false;
            }
        }

        return formula.ContainsAny("\\^_=<>") || (formula.Length == 1 && char.IsAsciiLetter(formula[0]))
            || (formula.ContainsAny("+-*/") && char.IsAsciiLetterOrDigit(formula[^1]) && char.IsAsciiLetter(formula[0])
            && formula.Length < 8);
    }

    private static int RewriteBetween(SpokenText text, ReadOnlySpan<char> source, int at, string closing)
    {
        ReadOnlySpan<char> rest = source[(at + 2)..Math.Min(source.Length, at + 2 + MaxFormula)];
        int length = rest.IndexOf(closing);
        if (length < 1 || rest[..length].ContainsAnyExceptInRange('\n', '~'))
        {
            return at + 2;
        }

        return Say(text, source, at, (at + 2, at + 2 + length), at + length + 4);
    }

    private static int RewriteCommand(SpokenText text, ReadOnlySpan<char> source, int at)
    {
        bool opens = at == 0 || char.IsWhiteSpace(source[at - 1]) || source[at - 1] is '(' or '[' or '{' or '=' or '+' or '-' or '}' or ',';
        int end = opens ? LatexReader.CommandEnd(source, at) : 0;
        return end > 0 ? Say(text, source, at, (at, end), end) : at + 1;
    }

    private static int Say(SpokenText text, ReadOnlySpan<char> source, int at, (int From, int To) formula, int end)
    {
        text.Begin(at);
        LatexReader reader = new(text, source[..formula.To], formula.From);
        reader.Say();
        text.End(end);
        return end;
    }
}
