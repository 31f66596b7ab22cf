namespace StreamServer.Inference.Tts.Lm;

/// <summary>What <see cref="PlaybackRule"/> sees of one response.</summary>
/// <param name="Ahead">Seconds of sound that its client holds, or would hold if it began now.</param>
/// <param name="Left">Seconds of sound that are still to be made.</param>
/// <param name="Speed">Factor of real time at which it is played.</param>
/// <param name="NextWindow">Tokens of the next window of the codec; those after it grow.</param>
/// <param name="Done">Tokens that are sound already: the context of a window reaches back into them.</param>
internal readonly record struct PlaybackView(double Ahead, double Left, double Speed, int NextWindow, int Done = 0);
