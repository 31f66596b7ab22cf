namespace StreamServer.Inference.Tts.Lm;

/// <summary>The numbers by which <see cref="LmScheduler"/> decides.</summary>
/// <param name="PrefillChunk">Most prompt tokens in one round; the same for every request, so that a prompt is always cut alike.</param>
/// <param name="MaxUnread">A row with this many tokens unread pauses until half of them are taken.</param>
/// <param name="FarAhead">A row whose client holds this many seconds gives way to clients that hold less than half of that.</param>
/// <param name="Guard">While a client that plays holds less than this many seconds, nothing runs but what those that play need.</param>
/// <param name="Lead">The next chunk of a client that plays goes before newcomers when he holds less than this many seconds.</param>
/// <param name="RoomyLead">The same while those that play need little of what the machine makes.</param>
/// <param name="PauseSeconds">A row that has been paused for so long gives its slot back when somebody waits for one.</param>
internal sealed record LmLimits(
    int PrefillChunk, int MaxUnread, double FarAhead, double Guard, double Lead = 6, double RoomyLead = 1.5, double PauseSeconds = 2);
