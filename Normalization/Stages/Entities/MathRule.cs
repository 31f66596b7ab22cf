using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Simple maths: operators between operands, powers, roots and the signs that have one name. Numbers are left for later.</summary>
internal sealed class MathRule : ITextRule
{
    // How far around a slash an equals sign makes it a division.
    private const int Window = 48;
    private const int MaxGroup = 24;

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
    private const string SuperscriptForms = "0123456789+-n";

    public SearchValues<char> Triggers { get; } = SearchValues.Create(
        [.. "=<>*^/+→←×÷·⋅|'!", .. MathSigns.All, .. Superscripts]);

    public int Rewrite(SpokenText text, int at)
    {
        char c = text.Source[at];
        return c switch
        {
            '=' or '<' or '>' => RewriteRelation(text, at),
            '*' => RewriteProduct(text, at),
            '|' => RewriteBars(text, at),
            '\'' => RewritePrime(text, at),
            '!' => RewriteFactorial(text, at),
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
            '×' when char.IsAsciiDigit(source.At(at - 1)) && char.IsAsciiDigit(next) && !IsPowerOfTen(source, at + 1)
                && !IsEquation(source, at + 1) => "by",
            '×' => language.Times,
            '÷' => language.DividedBy,
            '→' => language.To,
            '·' or '⋅' => Operand(source, at, out char left, out char right) && (char.IsAsciiDigit(left) || char.IsAsciiDigit(right))
                ? language.Times : null,
            _ => MathSigns.Find(source, at),
        };
        if (words is null)
        {
            return at + 1;
        }

        return ReplaceOperator(text, source, at, at + 1, words);
    }

    // A bracket behind an operator is heard as one with it.
    private static int ReplaceOperator(SpokenText text, ReadOnlySpan<char> source, int start, int end, string words)
    {
        int bracket = source.SkipBlanks(end);
        bool opens = bracket - end < 2 && source.At(bracket) == '('
            && (source[start] is '√' or '∛' || IsDifference(source[(bracket + 1)..]));
        text.Begin(start);
        text.Say(words);
        int next = opens ? bracket + 1 : end;
        if (source.At(next) is '-' or '+')
        {
            // The sign of the number behind it: "y=-3".
            text.Write(' ');
        }

        text.End(next);
        return next;
    }

    // The minus is in words already.
    private static bool IsDifference(ReadOnlySpan<char> inside)
    {
        inside = inside[..Math.Min(inside.Length, MaxGroup)];
        int minus = inside.IndexOf("minus ", StringComparison.Ordinal);
        return minus is >= 0 and < 4 && !inside[..minus].Contains(')');
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
        if (sign is "=" && factorial > text.Consumed && source[factorial] == '!'
            && (char.IsAsciiDigit(source[factorial - 1]) || (char.IsAsciiLetter(source[factorial - 1]) && source.OpensWord(factorial - 1))))
        {
            text.Begin(factorial);
            text.Say(LanguageCatalog.Latin(text)[Term.Factorial]);
            text.Say(LanguageCatalog.For(text, at).Equal);
            text.End(end);
            return end;
        }

        if (sign is ">" && IsTrail(source, start, end))
        {
            // "Settings > Display": the way through menus.
            text.Begin(start - 1);
            text.Write(", ");
            text.EndExactly(end + 1);
            return end + 1;
        }

        string? words = RelationWords(text, source, sign, start, end);
        return words is null ? end : ReplaceOperator(text, source, start, end, words);
    }

    private static string? RelationWords(SpokenText text, ReadOnlySpan<char> source, ReadOnlySpan<char> sign, int start, int end)
    {
        LanguageRules latin = LanguageCatalog.Latin(text);
        bool between = Operand(source, start, end);
        int next = source.SkipBlanks(end);
        bool before = char.IsAsciiDigit(source.At(next))
            || (CurrencyTable.OfSign(source.At(next)) is not null && char.IsAsciiDigit(source.At(next + 1)));
        bool alone = source.OpensWord(start) && source.ClosesWord(end) && source.At(start - 1) is '\0' or ' '
            && source.At(end) is '\0' or ' ';
        return sign switch
        {
            "=" or "==" => LanguageCatalog.For(text, start).Equal,
            "!=" or "<>" when between => latin[Term.IsNotEqual],
            "!=" when alone => latin[Term.IsNotEqual],
            "->" or "=>" when between => latin.To,
            "<=" => Compare(latin, between || before, alone, Term.IsAtMost, Term.AtMost),
            ">=" => Compare(latin, between || before, alone, Term.IsAtLeast, Term.AtLeast),
            "<" => Compare(latin, between, before, Term.IsLess, Term.Less),
            ">" => Compare(latin, between, before && Opens(source, start), Term.IsMore, Term.More),
            _ => null,
        };
    }

    // Between two operands with a verb, before one without.
    private static string? Compare(LanguageRules language, bool between, bool before, Term verb, Term comparative) =>
        between ? language[verb] : before ? language[comparative] : null;

    // Names with capitals, or Indic words, with spaces around the sign.
    private static bool IsTrail(ReadOnlySpan<char> source, int start, int end)
    {
        if (source.At(start - 1) != ' ' || source.At(end) != ' ')
        {
            return false;
        }

        int word = start - 1;
        while (word > 0 && start - word < MaxGroup && Characters.IsWord(source[word - 1]))
        {
            word--;
        }

        char left = source.At(word);
        char right = source.At(end + 1);
        bool names = char.IsAsciiLetterUpper(left) && start - 1 - word > 2 && char.IsAsciiLetterUpper(right)
            && char.IsAsciiLetter(source.At(end + 2));
        return names || (Characters.IsIndicLetterOrMark(left) && Characters.IsIndicLetterOrMark(right));
    }

    // "|x|", "|-5| = 5"; three bars and more are a table.
    private static int RewriteBars(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        ReadOnlySpan<char> rest = source[(at + 1)..Math.Min(source.Length, at + 1 + MaxGroup)];
        int length = rest.IndexOfAny('|', '\n', ' ');
        if (length < 1 || rest[length] != '|' || !source.OpensWord(at) || source.At(at - 1) == '|')
        {
            return at + 1;
        }

        int end = at + length + 2;
        ReadOnlySpan<char> inside = rest[..length];
        bool quantity = inside.Length == 1 ? char.IsAsciiLetterOrDigit(inside[0]) : !inside.ContainsAnyExcept("0123456789.-−+abcnxyz")
            && IsShort(inside);
        if (!quantity || Characters.IsWord(source.At(end)) || source.At(end) == '|' || (source.At(end) == ' ' && source.At(end + 1) == '|'))
        {
            return end - 1;
        }

        text.Begin(at);
        text.Say(LanguageCatalog.Latin(text)[Term.AbsoluteValueOf]);
        text.Write(' ');
        text.EndExactly(at + 1);
        text.Begin(end - 1);
        text.EndExactly(end);
        return end;
    }

    private static bool IsShort(ReadOnlySpan<char> inside) => inside.ContainsAny("0123456789-−+")
        && !inside.Contains("--", StringComparison.Ordinal);

    // "f'(x)"
    private static int RewritePrime(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int close = source.At(at + 1) == '(' ? at + 3 : at;
        if (close == at || at - 1 < text.Consumed || !char.IsAsciiLetter(source.At(at - 1)) || !source.OpensWord(at - 1)
            || source.At(close) != ')')
        {
            return at + 1;
        }

        text.Begin(at);
        text.Say(LanguageCatalog.Latin(text)[Term.PrimeOf]);
        text.Say(source.Slice(at + 2, 1));
        text.End(close + 1);
        return close + 1;
    }

    // "(n-1)!"; a number before an equals sign is read with that sign.
    private static int RewriteFactorial(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source.At(at - 1) != ')' || source.At(at + 1) == '!' || at - 1 < text.Consumed
            || !IsProduct(source[Math.Max(0, at - MaxGroup)..(at - 1)]))
        {
            return at + 1;
        }

        text.Begin(at - 1);
        text.Say(" factorial");
        text.EndExactly(at + 1);
        return at + 1;
    }

    // What stands in the bracket before a factorial: letters one by one.
    private static bool IsProduct(ReadOnlySpan<char> before)
    {
        int open = before.LastIndexOf('(');
        ReadOnlySpan<char> inside = open < 0 ? [] : before[(open + 1)..];
        return !inside.IsEmpty && inside.Length < 12 && inside.ContainsAnyInRange('a', 'z')
            && (inside.Contains("minus", StringComparison.Ordinal) || inside.ContainsAny("+-"));
    }

    private static int RewriteProduct(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (source.At(at + 1) == '*' && IsPowerSign(source, at))
        {
            text.Begin(at);
            text.Say(LanguageCatalog.Latin(text)[Term.PowerOf]);
            text.Write(' ');
            text.EndExactly(at + 2);
            return at + 2;
        }

        if (IsNotOut(source, at))
        {
            text.Replace(at, at + 1, "not out");
            return at + 1;
        }

        if (source.At(at - 1) == '*' || source.At(at + 1) == '*' || !Operand(source, at, out char left, out char right)
            || !IsNumericOperand(source, at, left, right))
        {
            return at + 1;
        }

        bool allDay = source[..at].EndsWith("24") && source[(at + 1)..].StartsWith("7") && source.ClosesWord(at + 2);
        text.Replace(at, at + 1, allDay ? " " : LanguageCatalog.For(text, at).Times);
        return at + 1;
    }

    // "82* (53)", "scored 100*": runs of one who stayed.
    private static bool IsNotOut(ReadOnlySpan<char> source, int at)
    {
        int start = at;
        while (start > 0 && at - start < 4 && char.IsAsciiDigit(source[start - 1]))
        {
            start--;
        }

        if (start == at || at - start > 3 || !source.OpensWord(start) || source.At(start - 1) is '.' or '*')
        {
            return false;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, start - 12)..start].TrimEnd(' ');
        bool made = before.EndsWith("scored") || before.EndsWith("made") || before.EndsWith("hit") || before.EndsWith("unbeaten")
            || before.EndsWith("on");
        return (source.At(at + 1) == ' ' && source.At(at + 2) == '(' && char.IsAsciiDigit(source.At(at + 3)))
            || (made && !Characters.IsWord(source.At(at + 1)) && !char.IsAsciiDigit(source.At(at + 2)) && source.At(at + 1) != '*');
    }

    // "2**3", but "**bold**"
    private static bool IsPowerSign(ReadOnlySpan<char> source, int at)
    {
        char right = source.At(at + 2);
        return (char.IsAsciiDigit(source.At(at - 1)) || source.At(at - 1) == ')'
            || (char.IsAsciiLetter(source.At(at - 1)) && source.OpensWord(at - 1)))
            && (char.IsAsciiDigit(right) || (char.IsAsciiLetter(right) && source.ClosesWord(at + 3)));
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

        int left = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        int right = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        if (source.At(left) == ')' && char.IsAsciiLetterOrDigit(source.At(right))
            && source[Math.Max(0, at - Window)..at].ContainsAny("=√^²"))
        {
            text.Replace(at, at + 1, LanguageCatalog.For(text, at).DividedBy);
            return at + 1;
        }

        if (source.At(at - 1) != ' ' || source.At(at + 1) != ' ' || !char.IsAsciiDigit(source.At(at - 2))
            || !char.IsAsciiDigit(source.At(at + 2)))
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
        if (next is '2' or '3' && single)
        {
            // "m/s^2" is read with its number.
            return EndsUnit(source, at) ? at + 2
                : SaySmallPower(text, source, at, LanguageCatalog.Latin(text)[next == '2' ? Term.Squared : Term.Cubed]);
        }

        if (next is '(' or '{')
        {
            return RewriteGroup(text, source, at, next == '(' ? ')' : '}');
        }

        if (char.IsAsciiDigit(next) || (next is '-' or '+' && char.IsAsciiDigit(source.At(at + 2))) || (char.IsAsciiLetter(next) && single))
        {
            text.Begin(at);
            text.Say(LanguageCatalog.Latin(text)[Term.PowerOf]);
            text.Write(' ');
            text.EndExactly(at + 1);
        }

        return at + 1;
    }

    // "mc^2": the letters are variables.
    private static int SaySmallPower(SpokenText text, ReadOnlySpan<char> source, int at, string words)
    {
        bool spelled = TrySpellVariables(text, source, at, out int start);
        text.Begin(spelled ? start : at);
        if (spelled)
        {
            AddressSpeech.Spell(text, source[start..at], at);
        }

        text.Say(words);
        text.End(at + 2);
        return at + 2;
    }

    // "x^(n+1)", "e^{-x}"
    private static int RewriteGroup(SpokenText text, ReadOnlySpan<char> source, int at, char close)
    {
        ReadOnlySpan<char> rest = source[(at + 2)..Math.Min(source.Length, at + 2 + MaxGroup)];
        int length = rest.IndexOf(close);
        if (length < 1 || rest[..length].ContainsAny("(){}\n"))
        {
            return at + 1;
        }

        int inside = at + 2;
        text.Begin(at);
        text.Say(LanguageCatalog.Latin(text)[Term.PowerOf]);
        text.Write(' ');
        if (source[inside] == '-')
        {
            text.Say(LanguageCatalog.For(text, at).Minus);
            inside++;
        }

        text.End(inside);
        text.Begin(at + 2 + length);
        text.End(at + 3 + length);
        return text.Consumed;
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
                text.Say(LanguageCatalog.Latin(text)[Term.Squared]);
                break;
            case "³":
                text.Say(LanguageCatalog.Latin(text)[Term.Cubed]);
                break;
            default:
                text.Say(LanguageCatalog.Latin(text)[Term.PowerOf]);
                text.Write(' ');
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
        return left != 0 && right != 0 && (Characters.IsWord(left) || left == ')' || Superscripts.Contains(left))
            && (Characters.IsWord(right) || right is '(' or '√');
    }

    // Digits, brackets and single letters are operands; longer words are prose.
    private static bool IsNumericOperand(ReadOnlySpan<char> source, int at, char left, char right)
    {
        int leftAt = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        int rightAt = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        bool leftOk = char.IsAsciiDigit(left) || left == ')' || Superscripts.Contains(left)
            || (char.IsAsciiLetter(left) && (source.OpensWord(leftAt) || char.IsAsciiDigit(source.At(leftAt - 1))));
        bool rightOk = char.IsAsciiDigit(right) || right is '(' or '√' || (char.IsAsciiLetter(right) && source.ClosesWord(rightAt + 1));
        return leftOk && rightOk;
    }

    // "3×4=12"
    private static bool IsEquation(ReadOnlySpan<char> source, int at) =>
        source.At(source.SkipBlanks(NumberToken.EndOfDigits(source, at))) == '=';

    private static bool Opens(ReadOnlySpan<char> source, int start) => start == 0 || source[start - 1] is ' ' or '(';
}
