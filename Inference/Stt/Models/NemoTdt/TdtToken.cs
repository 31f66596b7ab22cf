namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>One emission of a transducer.</summary>
/// <param name="Id">Index in the vocabulary.</param>
/// <param name="Frame">Encoder frame of the emission.</param>
/// <param name="Duration">Encoder frames that it lasts; 0 when the model went on in the same frame.</param>
/// <param name="LogProbability">Natural logarithm of its probability among all tokens.</param>
internal readonly record struct TdtToken(int Id, int Frame, int Duration, float LogProbability);
