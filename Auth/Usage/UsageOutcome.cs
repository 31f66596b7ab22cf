namespace StreamServer.Auth.Usage;

/// <summary>How it ended. Stored as a number: change none.</summary>
internal enum UsageOutcome
{
    Ok = 0,

    /// <summary>The client went away or asked to stop.</summary>
    Cancelled = 1,

    /// <summary>Our fault: what was heard or spoken is recorded, and neither counted nor charged.</summary>
    Failed = 2,
}
