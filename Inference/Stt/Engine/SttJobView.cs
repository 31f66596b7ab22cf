using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Inference.Stt.Engine;

/// <summary>What the scheduler sees of a waiting job.</summary>
/// <param name="Kind">Urgency.</param>
/// <param name="Stream">Stream that it belongs to.</param>
/// <param name="Samples">Audio that the engine would work on.</param>
/// <param name="Waited">Time since its submission.</param>
/// <param name="Cancelled">Nobody waits for it.</param>
internal readonly record struct SttJobView(SttJobKind Kind, long Stream, int Samples, TimeSpan Waited, bool Cancelled);
