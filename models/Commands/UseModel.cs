using System.CommandLine;
using System.Text;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models use NAME</c>: writes the setting of the model's role to <c>.env</c> and leaves every other line as it is.</summary>
internal static class UseModel
{
    public static Command Create(Func<ModelsContext> open)
    {
        Argument<string> name = ModelsCommand.NameArgument();
        Command command = new("use", "Make it the server's choice, in .env.") { name };
        command.Set(open, (context, result, _) => RunAsync(context, result.GetRequiredValue(name)));
        return command;
    }

    public static Task<int> RunAsync(ModelsContext context, string name)
    {
        ModelEntry model = context.Find(name);
        string setting = context.SettingOf(model.Role)
            ?? throw new CommandException(
                $"'{model.Name}' is not chosen by a setting: the entry of a language model names its codec.");
        foreach (ModelEntry needed in context.FindWithParts(name))
        {
            ModelState state = ModelStates.Of(needed, context.Manifest.Folder);
            if (state != ModelState.Ready)
            {
                string how = state == ModelState.Unconverted
                    ? PullModel.HowToConvert(context, needed)
                    : $"./run.sh models pull {needed.Name}";
                throw new CommandException($"'{needed.Name}' is not ready. First: {how}");
            }
        }

        string[] lines = File.Exists(context.EnvFile) ? File.ReadAllLines(context.EnvFile) : [];
        string text = string.Join('\n', EnvFileEditor.Set(lines, setting, model.Name)) + '\n';
        AtomicFile.Write(context.EnvFile, Encoding.UTF8.GetBytes(text));
        context.Output.WriteLine($"{setting}={model.Name} in {context.EnvFile}. It counts from the next start.");
        if (Environment.GetEnvironmentVariable(setting) is { } wins && wins != model.Name)
        {
            context.Output.WriteLine($"But the environment has {setting}={wins}, which wins over the file.");
        }

        return Task.FromResult(0);
    }
}
