using System.CommandLine;

namespace StreamServer.Endpoints.Commands;

/// <summary>
/// The settings that are changed most often, as options; they win over environment, <c>.env</c> and <c>appsettings.json</c>.
/// </summary>
internal sealed class SettingOptions
{
    private readonly (Option<string> Option, string Setting)[] _all =
    [
        (Option("--host", "ADDRESS", "Address to listen on (HOST)."), "HOST"),
        (Option("--port", "N", "Port to listen on; 0 takes a free one (PORT)."), "PORT"),
        (Option("--models-dir", "DIR", "Folder of manifest.json (MODELS_DIR)."), "MODELS_DIR"),
        (Option("--device", "DEVICE", "auto, cuda or cpu (INFERENCE_DEVICE)."), "INFERENCE_DEVICE"),
        (Option("--stt-model", "NAME", "Model that hears (STT_MODEL)."), "STT_MODEL"),
        (Option("--tts-model", "NAME", "Model that speaks (TTS_MODEL)."), "TTS_MODEL"),
        (Option("--vad-model", "NAME", "Model that tells speech from noise (VAD_MODEL)."), "VAD_MODEL"),
        (Option("--log-level", "LEVEL", "Least level that is logged (LOG_LEVEL)."), "LOG_LEVEL"),
    ];

    public void AddTo(Command command)
    {
        foreach ((Option<string> option, _) in _all)
        {
            command.Add(option);
        }
    }

    /// <summary>Where a running server is, for commands that are its clients.</summary>
    public void AddAddressTo(Command command)
    {
        foreach ((Option<string> option, _) in _all.Where(pair => pair.Setting is "HOST" or "PORT"))
        {
            command.Add(option);
        }
    }

    /// <summary>Settings by name, of the options that were given.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Of(ParseResult result) =>
    [
        .. from pair in _all
           let value = result.GetValue(pair.Option)
           where value is not null
           select new KeyValuePair<string, string?>(pair.Setting, value),
    ];

    private static Option<string> Option(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
