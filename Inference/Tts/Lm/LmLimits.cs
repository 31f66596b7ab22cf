namespace StreamServer.Inference.Tts.Lm;

/// <summary>The numbers by which <see cref="LmScheduler"/> decides.</summary>
/// <param name="PrefillChunk">Most prompt tokens in one round; the same for every request, so that a prompt is always cut alike.</param>
/// <param name="MaxUnread">A row with this many tokens unread pauses until half of them are taken.</param>
/// <param name="FarAhead">A row whose client holds this many seconds gives way to clients that hold less than half of that.</param>
/// <param name="Guard">A client with less than this many seconds comes before a prefill…</param>
/// <param name="FirstAudioTarget">…unless the new one has waited longer than this many seconds and is later still.</param>
internal sealed record LmLimits(int PrefillChunk, int MaxUnread, double FarAhead, double Guard, double FirstAudioTarget);
