namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>
/// Where the time went from the capture of the last sample that counts to its text, by the clocks of client and server.
/// </summary>
/// <param name="CaptureMs">Until the last sample of the message that it came in was captured.</param>
/// <param name="NetworkMs">From then until the message arrived; negative where the client's clock is ahead of ours.</param>
/// <param name="ProcessingMs">From its arrival to the text.</param>
internal readonly record struct LatencySplit(double CaptureMs, double NetworkMs, double ProcessingMs);
