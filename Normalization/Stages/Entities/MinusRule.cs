using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// The hyphen that is a minus: in an equation (<c>5-3=2</c>, <c>10 - 4 = 6</c>), behind a variable (<c>n-1</c>), before one (<c>-x</c>).
/// Without any of
/// these <c>10-4</c> is a range and <c>F-16</c> a name. The sign of a single number is read with the number.
/// </summary>
internal sealed class MinusRule : ITextRule
{
    // How far around a spaced hyphen an equals sign makes it a minus.
    private const int Window = 48;
    private const int MaxOperand = 24;

    // Letters that are variables even without an equation.
    private const string Variables = "nxyzkm";

    private static readonly SearchValues<char> Operands = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz.+-*/^()²³√× ");

    public SearchValues<char> Triggers { get; } = SearchValues.Create("-–");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!IsDifference(source, at) && !IsOpposite(source, at))
        {
            return at + 1;
        }

        text.Begin(at);
        text.Say(LanguageCatalog.For(text, at).Minus);
        int end = source.At(at + 1) == '(' ? at + 2 : at + 1;
        text.End(end);
        return end;
    }

    private static bool IsDifference(ReadOnlySpan<char> source, int at)
    {
        int left = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        int right = source.At(at + 1) == ' ' ? at + 2 : at + 1;
        bool spaced = left < at - 1 && right > at + 1;
        if (spaced && source.At(right) == '-' && char.IsAsciiDigit(source.At(right + 1)) && char.IsAsciiDigit(source.At(left)))
        {
            return Near(source, at).Contains('=');
        }

        if (!IsLeft(source, left) || !IsRight(source, right))
        {
            return false;
        }

        return (spaced && Near(source, at).Contains('=')) || EqualsFollows(source, right) || EqualsPrecedes(source, left)
            || IsVariable(source, left, right);
    }

    private static ReadOnlySpan<char> Near(ReadOnlySpan<char> source, int at) =>
        source[Math.Max(0, at - Window)..Math.Min(source.Length, at + Window)];

    // Digits, brackets and single letters are operands; longer words are prose.
    private static bool IsLeft(ReadOnlySpan<char> source, int at)
    {
        char c = source.At(at);
        return char.IsAsciiDigit(c) || c is ')' or '²' or '³'
            || (char.IsAsciiLetter(c) && (source.OpensWord(at) || char.IsAsciiDigit(source[at - 1])));
    }

    private static bool IsRight(ReadOnlySpan<char> source, int at)
    {
        char c = source.At(at);
        return char.IsAsciiDigit(c) || c is '(' or '√' || (char.IsAsciiLetter(c) && source.ClosesWord(at + 1));
    }

    // "5-3=2": nothing but operands up to the sign.
    private static bool EqualsFollows(ReadOnlySpan<char> source, int right)
    {
        ReadOnlySpan<char> rest = source[right..Math.Min(source.Length, right + MaxOperand)];
        int end = rest.IndexOfAnyExcept(Operands);
        return end > 0 && rest[end] == '=' && rest.At(end + 1) is not ('=' or '>') && !HasWord(rest[..end]);
    }

    // "y = 10-4", but "range=5-10": what is equal is one letter.
    private static bool EqualsPrecedes(ReadOnlySpan<char> source, int left)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, left + 1 - MaxOperand)..(left + 1)];
        int start = before.LastIndexOfAnyExcept(Operands);
        if (start < 1 || before[start] != '=' || HasWord(before[(start + 1)..]))
        {
            return false;
        }

        ReadOnlySpan<char> subject = before[..start].TrimEnd(' ');
        return !subject.IsEmpty && (subject[^1] is ')' || (char.IsAsciiLetter(subject[^1]) && subject.OpensWord(subject.Length - 1)));
    }

    private static bool HasWord(ReadOnlySpan<char> operands)
    {
        int letters = 0;
        foreach (char c in operands)
        {
            letters = char.IsAsciiLetter(c) ? letters + 1 : 0;
            if (letters > 2)
            {
                return true;
            }
        }

        return false;
    }

    // "n-1", "2n - 1", "(x-1)"; a name would have a capital: "F-16".
    private static bool IsVariable(ReadOnlySpan<char> source, int left, int right)
    {
        if (!Variables.Contains(source[left]) || !char.IsAsciiDigit(source.At(right)))
        {
            return false;
        }

        int end = right;
        while (end - right < 4 && char.IsAsciiDigit(source.At(end)))
        {
            end++;
        }

        int start = left;
        while (start > 0 && char.IsAsciiDigit(source[start - 1]) && left - start < 4)
        {
            start--;
        }

        // "5m - 3m" are lengths, "4k-5k" is a range.
        bool plain = start == left || source[left] is 'n' or 'x' or 'y' or 'z';
        return plain && end - right < 4 && source.ClosesWord(end) && source.At(end) is not ('-' or '/' or ':' or '%')
            && source.OpensWord(start)
            && source.At(start - 1) is not ('-' or '.' or '/' or '@' or '_');
    }

    // "-x", "(-b ± √…)" in an equation
    private static bool IsOpposite(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        char letter = source.At(at + 1);
        if (!(at == 0 || before is ' ' or '(' or '=' or '^' or '{') || !char.IsAsciiLetterLower(letter) || !source.ClosesWord(at + 2)
            || source.At(at + 2) is '-' or '\'')
        {
            return false;
        }

        return letter is 'x' or 'y' or 'z' or 'n' ? source.At(at + 2) != ' ' || at == 0 || before != ' ' || Near(source, at).Contains('=')
            : before is '(' or '=' && Near(source, at).Contains('=');
    }
}
