namespace StreamServer.Benchmarks.Load;

/// <summary>One stream as the client saw it. Times in milliseconds.</summary>
/// <param name="FirstPartial">For each utterance: its first sound sent to its first transcript received.</param>
/// <param name="Final">For each utterance: its last sound sent to its final transcript received (endpointing included).</param>
/// <param name="Lag">For each marker: sent to echoed, which happens when all audio before it is accounted for.</param>
/// <param name="SentSeconds">Seconds of audio sent.</param>
/// <param name="HeardSeconds">Seconds of audio that the server says it heard.</param>
/// <param name="Words">Words in the reference.</param>
/// <param name="Errors">Word errors against the reference (substitutions, deletions, insertions).</param>
/// <param name="Outcome"><c>ok</c>, <c>refused</c> (503) or what went wrong.</param>
internal sealed record SttResult(
    IReadOnlyList<double> FirstPartial,
    IReadOnlyList<double> Final,
    IReadOnlyList<double> Lag,
    double SentSeconds,
    double HeardSeconds,
    int Words,
    int Errors,
    string Outcome);
