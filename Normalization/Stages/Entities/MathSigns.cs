using System.Collections.Frozen;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Signs of maths that have one name, and Greek letters that stand for a quantity.</summary>
internal static class MathSigns
{
    private static readonly FrozenDictionary<char, string> Names = new Dictionary<char, string>
    {
        ['±'] = "plus or minus",
        ['∓'] = "minus or plus",
        ['≤'] = "is less than or equal to",
        ['≥'] = "is greater than or equal to",
        ['≠'] = "is not equal to",
        ['≈'] = "is approximately equal to",
        ['≡'] = "is equivalent to",
        ['∝'] = "is proportional to",
        ['√'] = "square root of",
        ['∛'] = "cube root of",
        ['∜'] = "fourth root of",
        ['∞'] = "infinity",
        ['∑'] = "sum of",
        ['∏'] = "product of",
        ['∫'] = "integral of",
        ['∂'] = "partial",
        ['∇'] = "nabla",
        ['∠'] = "angle",
        ['⊥'] = "is perpendicular to",
        ['∥'] = "is parallel to",
        ['∩'] = "intersection",
        ['∪'] = "union",
        ['∅'] = "empty set",
        ['∈'] = "in",
        ['∉'] = "not in",
        ['⊂'] = "subset of",
        ['⊃'] = "superset of",
        ['⊆'] = "subset of or equal to",
        ['⊇'] = "superset of or equal to",
        ['∧'] = "and",
        ['∨'] = "or",
        ['¬'] = "not",
        ['⇒'] = "implies",
        ['⇔'] = "if and only if",
        ['∀'] = "for all",
        ['∃'] = "there exists",
        ['∴'] = "therefore",
        ['∵'] = "because",
        ['∆'] = "delta",
    }.ToFrozenDictionary();

    private const string GreekLetters = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨϕ";

    private static readonly string[] GreekNames =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
            "sigma", "tau",
        "upsilon", "phi", "chi", "psi", "omega", "gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "phi", "psi", "phi",
    ];

    /// <summary>Every sign, as triggers.</summary>
    public static IEnumerable<char> All => Names.Keys.Concat(GreekLetters);

    /// <summary>What is said for the sign at an index; null when it has no name there. A Greek letter in a Greek word has none.</summary>
    public static string? Find(ReadOnlySpan<char> source, int at)
    {
        if (Names.TryGetValue(source[at], out string? name))
        {
            return name;
        }

        int greek = GreekLetters.IndexOf(source[at]);
        return greek < 0 || IsGreek(source.At(at - 1)) || IsGreek(source.At(at + 1)) ? null : GreekNames[greek];
    }

    private static bool IsGreek(char c) => c is (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') && char.IsLetter(c);
}
