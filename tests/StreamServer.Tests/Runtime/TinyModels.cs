namespace StreamServer.Tests.Runtime;

/// <summary>Paths of the bundled models.</summary>
internal static class TinyModels
{
    public static string Vad => PathOf("vad/model.onnx");

    public static string Stt => PathOf("stt/model.onnx");

    public static string TtsLm => PathOf("tts/model.onnx");

    private static string PathOf(string file)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, "models", "tiny", file);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"models/tiny/{file} is not above {AppContext.BaseDirectory}.");
    }
}
