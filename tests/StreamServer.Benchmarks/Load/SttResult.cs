namespace StreamServer.Benchmarks.Load;

/// <summary>One stream as the client saw it. Times in milliseconds.</summary>
/// <param name="Partials">Partials received.</param>
/// <param name="FirstPartial">For each utterance: its first sound sent to its first transcript received.</param>
/// <param name="Final">For each utterance: its last sound sent to its final transcript received (endpointing included).</param>
/// <param name="Lag">For each marker: sent to echoed, which happens when all audio before it is accounted for.</param>
/// <param name="SentSeconds">Seconds of audio sent.</param>
/// <param name="HeardSeconds">Seconds of audio that the server says it heard.</param>
/// <param name="Spoken">Utterances that were heard to their end.</param>
/// <param name="Lost">Those of them that no final belongs to.</param>
/// <param name="Words">Words in the reference.</param>
/// <param name="Errors">Word errors against the reference (substitutions, deletions, insertions).</param>
/// <param name="Outcome">One of the constants, or what went wrong.</param>
internal sealed record SttResult(
    int Partials,
    IReadOnlyList<double> FirstPartial,
    IReadOnlyList<double> Final,
    IReadOnlyList<double> Lag,
    double SentSeconds,
    double HeardSeconds,
    int Spoken,
    int Lost,
    int Words,
    int Errors,
    string Outcome)
{
    public const string Ok = "ok";

    /// <summary>503 before the upgrade.</summary>
    public const string Refused = "refused";

    /// <summary>1013 after it.</summary>
    public const string Shed = "shed";

    public static bool IsExpected(string outcome) => outcome is Ok or Refused or Shed;
}
