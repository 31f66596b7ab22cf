namespace StreamServer.Auth.Usage;

/// <param name="Records">In the order in which they were written.</param>
/// <param name="Sentences">Of these records, where text is kept.</param>
internal sealed record UsageBatch(IReadOnlyList<UsageRecord> Records, IReadOnlyList<Sentence> Sentences);
