namespace StreamServer.Supabase;

/// <param name="Acknowledged">Answers that a caller read to their end.</param>
/// <param name="DuringOutage">Of these, while Supabase was gone.</param>
/// <param name="Missing">Acknowledged ones without a record.</param>
/// <param name="Twice">Records above one of an answer.</param>
/// <param name="Refused">Answers to the known key that were no speech, by a server that was not being killed.</param>
/// <param name="Unknown">What an unknown key was answered while Supabase was gone.</param>
/// <param name="Uncharged">Millionths of a credit between the records and the ledger.</param>
/// <param name="Kills">Times that the server was killed.</param>
public sealed record OutageResult(
    int Acknowledged, int DuringOutage, int Missing, long Twice, int Refused, string Unknown, long Uncharged, int Kills)
{
    /// <summary>Whether known keys worked, unknown ones got 503, and every record arrived once.</summary>
    public bool IsAsPromised =>
        DuringOutage > 0 && Missing == 0 && Twice == 0 && Refused == 0 && Uncharged == 0 && Unknown == "503";
}
