namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>One emission of a CTC search.</summary>
/// <param name="Id">Index in the vocabulary.</param>
/// <param name="First">First frame of the emission.</param>
/// <param name="Last">Last frame of the emission.</param>
/// <param name="LogProbability">Natural logarithm of the highest probability in these frames.</param>
internal readonly record struct CtcToken(int Id, int First, int Last, float LogProbability);
