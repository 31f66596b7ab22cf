using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands;

/// <summary>The working folder's settings and this process's console, for the model commands.</summary>
internal static class ModelsConsole
{
    /// <exception cref="Inference.StreamException">There is no manifest there, or it cannot be read.</exception>
    public static ModelsContext Open()
    {
        SettingsReader settings = new(new ConfigurationManager().AddSettings());
        return new ModelsContext
        {
            Manifest = ModelManifest.Load(settings.Read<RuntimeOptions>().ModelsDir),
            EnvFile = Path.GetFullPath(".env"),
            Choices = ModelChoice.Of(settings.Read<SttOptions>(), settings.Read<TtsOptions>()),
            Tokenizer = OpenTokenizer,
            Input = Console.In,
            Output = Console.Out,
            IsTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        };
    }

    /// <summary>A <c>tokenizer.json</c> as the speaking half reads it.</summary>
    public static Func<string, int[]> OpenTokenizer(string path)
    {
        LmTokenizer tokenizer = LmTokenizer.Load(path);
        return text => [.. tokenizer.Encode(text)];
    }
}
