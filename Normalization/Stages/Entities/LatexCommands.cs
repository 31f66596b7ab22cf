using System.Collections.Frozen;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>The commands of LaTeX that are met in texts, and how they are said.</summary>
internal static class LatexCommands
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxName = 16;

    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["times"] = "times",
        ["cdot"] = "times",
        ["div"] = "divided by",
        ["pm"] = "plus or minus",
        ["mp"] = "minus or plus",
        ["leq"] = "is less than or equal to",
        ["le"] = "is less than or equal to",
        ["geq"] = "is greater than or equal to",
        ["ge"] = "is greater than or equal to",
        ["neq"] = "is not equal to",
        ["ne"] = "is not equal to",
        ["approx"] = "is approximately equal to",
        ["equiv"] = "is equivalent to",
        ["propto"] = "is proportional to",
        ["lt"] = "is less than",
        ["gt"] = "is greater than",
        ["in"] = "in",
        ["notin"] = "not in",
        ["subset"] = "subset of",
        ["subseteq"] = "subset of or equal to",
        ["cup"] = "union",
        ["cap"] = "intersection",
        ["emptyset"] = "empty set",
        ["forall"] = "for all",
        ["exists"] = "there exists",
        ["land"] = "and",
        ["wedge"] = "and",
        ["lor"] = "or",
        ["vee"] = "or",
        ["neg"] = "not",
        ["implies"] = "implies",
        ["Rightarrow"] = "implies",
        ["iff"] = "if and only if",
        ["to"] = "to",
        ["rightarrow"] = "to",
        ["infty"] = "infinity",
        ["partial"] = "partial",
        ["nabla"] = "nabla",
        ["int"] = "integral",
        ["oint"] = "integral",
        ["sum"] = "sum",
        ["prod"] = "product",
        ["lim"] = "limit",
        ["log"] = "log",
        ["ln"] = "natural log of",
        ["sin"] = "sine",
        ["cos"] = "cosine",
        ["tan"] = "tangent",
        ["exp"] = "exponential of",
        ["angle"] = "angle",
        ["perp"] = "is perpendicular to",
        ["parallel"] = "is parallel to",
        ["therefore"] = "therefore",
        ["because"] = "because",
        ["prime"] = "prime",
        ["ldots"] = "and so on",
        ["cdots"] = "and so on",
        ["dots"] = "and so on",
        ["percent"] = "percent",
        ["alpha"] = "alpha",
        ["beta"] = "beta",
        ["gamma"] = "gamma",
        ["Gamma"] = "gamma",
        ["delta"] = "delta",
        ["Delta"] = "delta",
        ["epsilon"] = "epsilon",
        ["varepsilon"] = "epsilon",
        ["zeta"] = "zeta",
        ["eta"] = "eta",
        ["theta"] = "theta",
        ["Theta"] = "theta",
        ["iota"] = "iota",
        ["kappa"] = "kappa",
        ["lambda"] = "lambda",
        ["Lambda"] = "lambda",
        ["mu"] = "mu",
        ["nu"] = "nu",
        ["xi"] = "xi",
        ["pi"] = "pi",
        ["Pi"] = "pi",
        ["rho"] = "rho",
        ["sigma"] = "sigma",
        ["Sigma"] = "sigma",
        ["tau"] = "tau",
        ["phi"] = "phi",
        ["varphi"] = "phi",
        ["Phi"] = "phi",
        ["chi"] = "chi",
        ["psi"] = "psi",
        ["Psi"] = "psi",
        ["omega"] = "omega",
        ["Omega"] = "omega",
        ["hbar"] = "h bar",
        ["ell"] = "l",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Wrappers = new[]
    {
        "text", "textbf", "textit", "texttt", "textrm", "emph", "underline", "boxed", "mathrm", "mathbf", "mathit", "mathbb", "mathcal",
            "operatorname",
        "overline", "hat", "bar", "vec", "tilde", "section", "subsection", "mbox",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string,
        string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WrapperLookup =
        Wrappers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What is said for a command without a group; null when it is not known.</summary>
    public static string? Find(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out string? word) ? word : null;

    /// <summary>How many groups in braces a command needs: one around what is said, two of a fraction; 0 for any other.</summary>
    public static int Groups(ReadOnlySpan<char> name) =>
        name is "frac" or "dfrac" or "tfrac" or "binom" ? 2 : name is "sqrt" || WrapperLookup.Contains(name) ? 1 : 0;
}
