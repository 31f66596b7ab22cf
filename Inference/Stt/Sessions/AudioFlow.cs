namespace StreamServer.Inference.Stt.Sessions;

/// <summary>How a client's audio comes.</summary>
/// <param name="Underruns">Times at which audio came later than it was due.</param>
/// <param name="Overruns">Times at which it ran ahead of the clock by more than a live client does.</param>
/// <param name="LevelMs">By how much it is ahead of the clock now; negative when it is behind.</param>
/// <param name="ChunkMs">Mean length of a message.</param>
/// <param name="AdvisedChunkMs">What suits the server's pace: 50 when it keeps up at once, up to 200 when it does not.</param>
/// <param name="BadMessages">Messages with samples that are no numbers, or 18 dB over full scale.</param>
internal readonly record struct AudioFlow(
    int Underruns, int Overruns, double LevelMs, double ChunkMs, double AdvisedChunkMs, int BadMessages);
