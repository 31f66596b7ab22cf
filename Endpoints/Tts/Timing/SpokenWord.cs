namespace StreamServer.Endpoints.Tts.Timing;

/// <summary>One word of speech, and when it is heard.</summary>
/// <param name="Word">As it is said: numbers and signs are written out.</param>
/// <param name="Start">Seconds from the first sample of the answer.</param>
/// <param name="End">Seconds from the first sample of the answer.</param>
internal readonly record struct SpokenWord(string Word, double Start, double End);
