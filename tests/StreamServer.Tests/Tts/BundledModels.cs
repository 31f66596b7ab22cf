using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Tts;

/// <summary>The models of the repository, opened as the server opens them.</summary>
internal static class BundledModels
{
    static BundledModels() => AttentionKernel.UsePlain();

    public static ModelManifest Manifest { get; } = ModelManifest.Load(Repository.Models);

    public static ModelEntry Lm { get; } = Manifest.Get(ModelRole.TtsLm, "tiny-spark-tts");

    public static ModelEntry Codec { get; } = Manifest.Get(ModelRole.TtsCodec, "tiny-bicodec");

    public static LmTokenizer Tokenizer { get; } = LmTokenizer.Load(Lm.PathOf("tokenizer"));

    public static TtsVocabulary Vocabulary { get; } = new(Tokenizer, Lm.Tts!, Lm.Name);

    private static OnnxSessions Sessions { get; } = new(new RuntimeOptions { Device = DeviceKind.Cpu });

    public static LmModel OpenLm(int slots, int prefillChunk = 64, int maxLength = 1024) => new(
        Sessions.Open(Lm, "model", 1), GenAiConfig.Load(Lm.PathOf("config")), slots, maxLength, prefillChunk);

    public static BiCodecModel OpenCodec(int maxBatch) => new(Sessions.Open(Codec, "model", 1), Codec.Codec!.SamplesPerToken, maxBatch);
}
