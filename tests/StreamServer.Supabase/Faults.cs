namespace StreamServer.Supabase;

/// <summary>What goes wrong on the way to the database. Set from any thread; holds for requests that arrive afterwards.</summary>
public sealed class Faults
{
    /// <summary>Time that every request waits before anything else.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Status of the gateway's own error page, such as 503 or 522; 0 for none.</summary>
    public int Status { get; set; }

    /// <summary>Connections are cut before the request reaches the database.</summary>
    public bool CutBefore { get; set; }

    /// <summary>Connections are cut after the database has committed: the answer is lost.</summary>
    public bool CutAfter { get; set; }

    /// <summary>Of each so many requests one is cut after its commit; 0 for none.</summary>
    public int CutAfterEvery { get; set; }

    /// <summary>The first answer to each message is lost after its commit; the same message sent again is answered.</summary>
    public bool LoseFirstAnswers { get; set; }

    /// <summary>Up to so long after its answer, something on the way delivers each message once more; zero for never.</summary>
    public TimeSpan Again { get; set; }
}
