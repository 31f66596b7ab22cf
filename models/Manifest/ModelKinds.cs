namespace StreamServer.Models.Manifest;

/// <summary>Which kinds of model there are loaders for.</summary>
internal static class ModelKinds
{
    private static readonly string[] Vad = ["silero"];
    private static readonly string[] Stt =
        ["sense-voice", "nemo-tdt", "nemo-rnnt", "nemo-ctc", "quartznet", "wav2vec2-ctc", "zipformer"];
    private static readonly string[] TtsLm = ["spark-tts"];
    private static readonly string[] TtsCodec = ["bicodec"];
    private static readonly string[] TtsSpeaker = ["bicodec-speaker"];
    private static readonly string[] SuperResolution = ["ap-bwe"];

    public static IReadOnlyList<string> Of(ModelRole role) => role switch
    {
        ModelRole.Vad => Vad,
        ModelRole.Stt => Stt,
        ModelRole.TtsLm => TtsLm,
        ModelRole.TtsCodec => TtsCodec,
        ModelRole.TtsSpeaker => TtsSpeaker,
        ModelRole.SuperResolution => SuperResolution,
        _ => [],
    };
}
