using StreamServer.Inference;
using StreamServer.Inference.Runtime.Manifest;

namespace StreamServer.Endpoints.Commands.Models;

/// <summary><c>models use NAME</c>: writes the setting of the model's role to <c>.env</c> and leaves every other line as it is.</summary>
internal static class UseModel
{
    public static Task<int> RunAsync(ModelsContext context, string name)
    {
        ModelEntry model = context.Find(name);
        string setting = ModelSettings.NameOf(model.Role)
            ?? throw new StreamException(StreamError.ClientBadRequest, $"'{model.Name}' is not chosen by a setting: the entry of a language model names its codec.");
        foreach (ModelEntry needed in context.FindWithParts(name))
        {
            ModelState state = ModelStates.Of(needed, context.Manifest.Folder);
            if (state != ModelState.Ready)
            {
                string how = state == ModelState.Unconverted ? PullModel.HowToConvert(context, needed) : $"./run.sh models pull {needed.Name}";
                throw new StreamException(StreamError.ClientBadRequest, $"'{needed.Name}' is not ready. First: {how}");
            }
        }

        string[] lines = File.Exists(context.EnvFile) ? File.ReadAllLines(context.EnvFile) : [];
        string partial = context.EnvFile + ".partial";
        File.WriteAllLines(partial, EnvFileEditor.Set(lines, setting, model.Name));
        if (File.Exists(context.EnvFile) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(partial, File.GetUnixFileMode(context.EnvFile));
        }

        File.Move(partial, context.EnvFile, overwrite: true);
        context.Output.WriteLine($"{setting}={model.Name} in {context.EnvFile}. It counts from the next start.");
        if (Environment.GetEnvironmentVariable(setting) is { } wins && wins != model.Name)
        {
            context.Output.WriteLine($"But the environment has {setting}={wins}, which wins over the file.");
        }

        return Task.FromResult(0);
    }
}
