namespace StreamServer.Inference.Tts.Voices;

/// <summary>One voice in <see cref="SpeakerGlobalsDocument"/>.</summary>
/// <param name="Tag">The speaker's tag that the tokens were made with: another tag is another voice.</param>
/// <param name="Globals">32 global token numbers.</param>
internal sealed record KeptSpeaker(string Tag, IReadOnlyList<int> Globals);
