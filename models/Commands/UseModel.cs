using StreamServer.Inference;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

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
        Write(context.EnvFile, EnvFileEditor.Set(lines, setting, model.Name));
        context.Output.WriteLine($"{setting}={model.Name} in {context.EnvFile}. It counts from the next start.");
        if (Environment.GetEnvironmentVariable(setting) is { } wins && wins != model.Name)
        {
            context.Output.WriteLine($"But the environment has {setting}={wins}, which wins over the file.");
        }

        return Task.FromResult(0);
    }

    // The old file or the new one, with the permissions of the old.
    private static void Write(string envFile, IEnumerable<string> lines)
    {
        string partial = envFile + ".partial";
        try
        {
            File.WriteAllLines(partial, lines);
            if (File.Exists(envFile) && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(partial, File.GetUnixFileMode(envFile));
            }

            File.Move(partial, envFile, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
