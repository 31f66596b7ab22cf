using System.Text.Json;
using StreamServer.Endpoints.Tts.Timing;

namespace StreamServer.Endpoints.Tts;

/// <summary>Speech and the times of its words in one object of JSON.</summary>
/// <param name="json">In an open object.</param>
/// <param name="audio">Base64 of the container.</param>
/// <param name="said">What is said, and when.</param>
/// <param name="order">What was asked for.</param>
/// <param name="seconds">Of audio.</param>
internal delegate void TimedAnswer(Utf8JsonWriter json, string audio, TimedText said, SpeechOrder order, double seconds);
