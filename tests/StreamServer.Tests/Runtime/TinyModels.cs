namespace StreamServer.Tests.Runtime;

/// <summary>Paths of the bundled models.</summary>
internal static class TinyModels
{
    public static string Vad => PathOf("vad/model.onnx");

    public static string Stt => PathOf("stt/model.onnx");

    public static string TtsLm => PathOf("tts/model.onnx");

    private static string PathOf(string file) => Path.Combine(Repository.Models, "tiny", file);
}
