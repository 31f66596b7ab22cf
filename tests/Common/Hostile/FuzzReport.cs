using System.Globalization;

namespace StreamServer.Testing.Hostile;

/// <summary>What came of the cases of one fuzzer.</summary>
/// <param name="Name">What was fed.</param>
/// <param name="Cases">How many.</param>
/// <param name="Failures">Seed and fault of each that failed.</param>
/// <param name="GrowthMb">By how much resident memory stood over the start at most.</param>
/// <param name="Longest">Time of the slowest case.</param>
/// <param name="SlowestSeed">Its seed.</param>
internal sealed record FuzzReport(
    string Name, int Cases, IReadOnlyList<string> Failures, double GrowthMb, TimeSpan Longest, int SlowestSeed)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-22} {Cases,7} cases  {Failures.Count} failed  RSS +{GrowthMb:0} MB at most  longest {Longest.TotalSeconds:0.00} s"
            + $" (seed {SlowestSeed})")
        + string.Concat(Failures.Select(failure => $"\n    {failure}"));
}
