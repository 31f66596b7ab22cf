using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Simple maths: operators between operands, powers, roots and the signs that have one name. Numbers are left for later.</summary>
internal sealed class MathRule : ITextRule
{
    // How far around a spaced hyphen an equals sign makes it a minus.
    private const int Window = 48;

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
    private const string SuperscriptForms = "0123456789+-n";

    public SearchValues<char> Triggers { get; } = SearchValues.Create("=<>*^/-+→←×÷±≤≥≠≈√∞πθλ∑∆Δ·" + Superscripts);

    public int Rewrite(SpokenText text, int at)
    {
        char c = text.Source[at];
        return c switch
        {
            '=' or '<' or '>' => RewriteRelation(text, at),
            '*' => RewriteProduct(text, at),
            '-' => RewriteMinus(text, at),
            '+' => RewriteSum(text, at),
            '/' => RewriteQuotient(text, at),
            '^' => RewriteCaret(text, at),
            _ when Superscripts.Contains(c) => RewritePower(text, at),
            _ => RewriteSign(text, at),
        };
    }

    private static int RewriteSign(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        LanguageRules language = LanguageCatalog.For(text, at);
        char next = source.At(at + 1);
        string? words = source[at] switch
        {
            '≥' or '≤' when !Operand(source, at, at + 1) => source[at] == '≥' ? "greater than or equal to" : "less than or equal to",
            '×' when char.IsAsciiDigit(source.At(at - 1)) && char.IsAsciiDigit(next) && !IsPowerOfTen(source, at + 1) => "by",
            '×' => language.Times,
            '÷' => language.DividedBy,
            '±' => "plus or minus",
            '≤' => "is less than or equal to",
            '≥' => "is greater than or equal to",
            '≠' => "is not equal to",
            '≈' => "is approximately equal to",
            '√' => "square root of",
            '∞' => "infinity",
            'π' => "pi",
            'θ' => "theta",
            'λ' => "lambda",
            '∑' => "sum of",
            '∆' or 'Δ' => "delta",
            '→' => language.To == "to" ? "to" : language.To,
            '·' when Operand(source, at, out char left, out char right) && (char.IsAsciiDigit(left) || char.IsAsciiDigit(right)) => language.Times,
            _ => null,
        };
        if (words is null)
        {
            return at + 1;
        }

        text.Replace(at, at + 1, words);
        return at + 1;
    }

    private static int RewriteRelation(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at + 1;
        while (source.At(end) is '=' or '<' or '>')
        {
            end++;
        }

        int start = at;
        ReadOnlySpan<char> sign = source[at..end];
        if (sign is ">" && at > text.Consumed && source[at - 1] == '-')
        {
            start--;
            sign = "->";
        }
        else if (sign is "=" && at > text.Consumed && source[at - 1] == '!')
        {
            start--;
            sign = "!=";
        }

        int factorial = source.At(start - 1) == ' ' ? start - 2 : start - 1;
        if (sign is "=" && factorial > text.Consumed && source[factorial] == '!' && char.IsAsciiDigit(source[factorial - 1]))
        {
            text.Begin(factorial);
            text.Say("factorial");
            text.Say(LanguageCatalog.For(text, at).Equal);
            text.End(end);
            return end;
        }

        bool between = Operand(source, start, end);
        bool before = end < source.Length && (char.IsAsciiDigit(source[source.SkipBlanks(end) < source.Length ? source.SkipBlanks(end) : end]));
        string? words = sign switch
        {
            "=" or "==" => LanguageCatalog.For(text, at).Equal,
            "!=" or "<>" when between => "is not equal to",
            "->" or "=>" when between => "to",
            "<=" => between || before ? "is less than or equal to" : null,
            ">=" => between || before ? "is greater than or equal to" : null,
            "<" => between ? "is less than" : before ? "less than" : null,
            ">" => between ? "is greater than" : before && Opens(source, start) ? "greater than" : null,
            _ => null,
        };
        if (words is null)
        {
            return end;
        }

        text.Begin(start);
        text.Say(words);
        if (source.At(end) is '-' or '+')
        {
            // The sign of the number behind it: "y=-3".
            text.Write(' ');
        }

        text.End(end);
        return end;
    }

    private static int RewriteProduct(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source.At(at - 1) == '*' || source.At(at + 1) == '*' || !Operand(source, at, out char left, out char right)
            || !IsNumericOperand(source, at, left, right))
        {
            return at + 1;
        }

        text.Replace(at, at + 1, LanguageCatalog.For(text, at).Times);
        return at + 1;
    }

    // "10 - 4 = 6" is a difference; "10 - 12" without an equals sign is a range.
    private static int RewriteMinus(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        bool spaced = source.At(at - 1) == ' ' && source.At(at + 1) == ' ';
        bool beforeSigned = spaced && source.At(at + 2) == '-' && char.IsAsciiDigit(source.At(at + 3)) && char.IsAsciiDigit(source.At(at - 2));
        if (!spaced || (!beforeSigned && (!Operand(source, at, out char left, out char right) || !IsNumericOperand(source, at, left, right)))
            || !source[Math.Max(0, at - Window)..Math.Min(source.Length, at + Window)].Contains('='))
        {
            return at + 1;
        }

        text.Replace(at, at + 1, LanguageCatalog.For(text, at).Minus);
        return at + 1;
    }

    // "5 + 3", "2+2"; other signs are said by their name in the end.
    private static int RewriteSum(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int gap = source.At(at - 1) == ' ' && source.At(at + 1) == ' ' ? 1 : 0;
        if (!char.IsAsciiDigit(source.At(at - 1 - gap)) || !char.IsAsciiDigit(source.At(at + 1 + gap)))
        {
            return at + 1;
        }

        text.Replace(at, at + 1, LanguageCatalog.For(text, at).Plus);
        return at + 1;
    }

    private static int RewriteQuotient(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (char.IsAsciiDigit(source.At(at - 1)) && char.IsAsciiDigit(source.At(at + 1))
            && source.At(source.SkipBlanks(NumberToken.EndOfDigits(source, at + 1))) == '=')
        {
            text.Replace(at, at + 1, LanguageCatalog.For(text, at).DividedBy);
            return at + 1;
        }

        if (source.At(at - 1) != ' ' || source.At(at + 1) != ' ' || !char.IsAsciiDigit(source.At(at - 2)) || !char.IsAsciiDigit(source.At(at + 2)))
        {
            return at + 1;
        }

        text.Replace(at, at + 1, LanguageCatalog.For(text, at).DividedBy);
        return at + 1;
    }

    private static int RewriteCaret(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (at == 0 || !Characters.IsWord(source[at - 1]) && source[at - 1] != ')')
        {
            return at + 1;
        }

        char next = source.At(at + 1);
        bool single = !Characters.IsWord(source.At(at + 2));
        if (next is '2' or '3' && single && !EndsUnit(source, at))
        {
            text.Replace(at, at + 2, next == '2' ? "squared" : "cubed");
            return at + 2;
        }

        // "m/s^2" is read with its number.
        if (next is '2' or '3' && single)
        {
            return at + 2;
        }

        if (char.IsAsciiDigit(next) || (next is '-' or '+' && char.IsAsciiDigit(source.At(at + 2))) || (char.IsAsciiLetter(next) && single))
        {
            text.Begin(at);
            text.Say("to the power of ");
            text.EndExactly(at + 1);
            return at + 1;
        }

        return at + 1;
    }

    private static int RewritePower(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        while (end < source.Length && end - at < 32 && Superscripts.Contains(source[end]))
        {
            end++;
        }

        ReadOnlySpan<char> exponent = source[at..end];
        if (EndsUnit(source, at) && exponent is "²" or "³")
        {
            return end;
        }

        int start = at;
        bool spelled = TrySpellVariables(text, source, at, out int variables);
        start = spelled ? variables : start;
        text.Begin(start);
        if (spelled)
        {
            AddressSpeech.Spell(text, source[start..at], at);
        }

        switch (exponent)
        {
            case "²":
                text.Say("squared");
                break;
            case "³":
                text.Say("cubed");
                break;
            default:
                text.Say("to the power of ");
                foreach (char digit in exponent)
                {
                    text.Write(SuperscriptForms[Superscripts.IndexOf(digit)]);
                }

                break;
        }

        text.End(end);
        return end;
    }

    // "mc²": small letters without a vowel before a power are variables.
    private static bool TrySpellVariables(SpokenText text, ReadOnlySpan<char> source, int at, out int start)
    {
        start = at;
        while (start > text.Consumed && at - start < 4 && char.IsAsciiLetterLower(source[start - 1]))
        {
            start--;
        }

        return at - start is 2 or 3 && source.OpensWord(start) && !source[start..at].ContainsAny("aeiou");
    }

    private static bool EndsUnit(ReadOnlySpan<char> source, int at)
    {
        int start = at;
        while (start > 0 && at - start < UnitTable.MaxSymbol && char.IsLetter(source[start - 1]))
        {
            start--;
        }

        if (UnitTable.Find(source[start..at]) is null)
        {
            return false;
        }

        int before = start > 0 && source[start - 1] == ' ' ? start - 2 : start - 1;
        return char.IsAsciiDigit(source.At(before)) || source.At(start - 1) == '/';
    }

    private static bool IsPowerOfTen(ReadOnlySpan<char> source, int at) =>
        source[at..].StartsWith("10") && (source.At(at + 2) == '^' || Superscripts.Contains(source.At(at + 2)));

    private static bool Operand(ReadOnlySpan<char> source, int start, int end)
    {
        int left = start - 1;
        while (left >= 0 && start - left < 4 && source[left] == ' ')
        {
            left--;
        }

        int right = end;
        while (right < source.Length && right - end < 3 && source[right] == ' ')
        {
            right++;
        }

        char l = source.At(left);
        char r = source.At(right);
        return (l is ')' || (l != 0 && Characters.IsWord(l)) || Superscripts.Contains(l))
            && (r is '(' or '√' or 'π' || (r is '-' && char.IsAsciiDigit(source.At(right + 1))) || (r != 0 && Characters.IsWord(r)));
    }

    private static bool Operand(ReadOnlySpan<char> source, int at, out char left, out char right)
    {
        left = source.At(at - 1) == ' ' ? source.At(at - 2) : source.At(at - 1);
        right = source.At(at + 1) == ' ' ? source.At(at + 2) : source.At(at + 1);
        return left != 0 && right != 0 && (Characters.IsWord(left) || left == ')' || Superscripts.Contains(left)) && (Characters.IsWord(right) || right is '(' or '√');
    }

    // Digits, brackets and single letters are operands; longer words are prose.
    private static bool IsNumericOperand(ReadOnlySpan<char> source, int at, char left, char right)
    {
        int leftAt = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        int rightAt = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        bool leftOk = char.IsAsciiDigit(left) || left == ')' || Superscripts.Contains(left) || (char.IsAsciiLetter(left) && (source.OpensWord(leftAt) || char.IsAsciiDigit(source.At(leftAt - 1))));
        bool rightOk = char.IsAsciiDigit(right) || right is '(' or '√' || (char.IsAsciiLetter(right) && source.ClosesWord(rightAt + 1));
        return leftOk && rightOk;
    }

    private static bool Opens(ReadOnlySpan<char> source, int start) => start == 0 || source[start - 1] is ' ' or '(';
}
