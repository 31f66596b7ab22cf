namespace StreamServer.Tests.Tts.Lm;

/// <summary>What a simulated machine takes for its work, in seconds.</summary>
/// <param name="Step">A decode step.</param>
/// <param name="Row">Each row of it.</param>
/// <param name="PromptToken">A token of a prompt.</param>
/// <param name="Run">A run of the codec.</param>
/// <param name="CodecToken">Each token of it, context included.</param>
/// <param name="Context">Tokens that a window decodes on each side beside those that it gives.</param>
internal sealed record SpeechMachine(double Step, double Row, double PromptToken, double Run, double CodecToken, int Context)
{
    /// <summary>The bundled models on two cores: about 47 seconds of audio a second.</summary>
    public static SpeechMachine Bundled { get; } = new(0.0010, 0.00034, 0.00003, 0.0008, 0.00014, 10);

    /// <summary>Spark-TTS-0.5B's shapes on two cores: one caller is served just slower than he listens, all together 1.6 times as
    /// fast.</summary>
    public static SpeechMachine RealShapes { get; } = new(0.0155, 0.0016, 0.0012, 0.01, 0.0045, 67);
}
