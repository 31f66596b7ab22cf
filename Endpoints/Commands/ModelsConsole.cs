using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Commands;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands;

/// <summary>The working folder's settings and this process's console, for the model commands.</summary>
internal static class ModelsConsole
{
    /// <exception cref="SettingsException">What models are fetched by or run on is set wrongly.</exception>
    /// <exception cref="Inference.StreamException">There is no manifest there, or it cannot be read.</exception>
    public static ModelsContext Open()
    {
        ConfigurationManager configuration = new ConfigurationManager().AddSettings();
        SettingsReader ours = new(configuration);
        HuggingFaceOptions hub = ours.Read<HuggingFaceOptions>();
        RuntimeOptions runtime = ours.Read<RuntimeOptions>();
        if (ours.Mistakes.Count > 0)
        {
            throw new SettingsException(ours.Mistakes);
        }

        // What else is wrong does not concern the models.
        SettingsReader settings = new(configuration);
        return new ModelsContext
        {
            Manifest = ModelManifest.Load(runtime.ModelsDir),
            EnvFile = Path.GetFullPath(".env"),
            Choices = ModelChoice.Of(settings.Read<SttOptions>(), settings.Read<TtsOptions>()),
            Tokenizer = OpenTokenizer,
            Hub = hub,
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
