using System.CommandLine;
using StreamServer.Endpoints.Commands.Bench;
using StreamServer.Endpoints.Commands.Keys;
using StreamServer.Models.Commands;

namespace StreamServer.Endpoints.Commands;

/// <summary>The commands of the server's program.</summary>
internal static class ServerCommands
{
    public static RootCommand Create(Func<ModelsContext> models)
    {
        SettingOptions settings = new();
        RootCommand root = new("Speech to text and text to speech. Without a command it serves; ./run.sh bench measures.")
        {
            ServeCommand.Create(settings),
            ValidateCommand.Create(settings),
            ModelsCommand.Create(models, BenchModel.Create(models)),
            TranscribeCommand.Create(settings),
            KeysCommand.Create(() => KeysContext.Open()),
        };
        root.HelpName = "./run.sh";
        settings.AddTo(root);
        root.SetAction((result, _) => ServeCommand.RunAsync(settings.Of(result)));

        Command help = new("help", "This page.") { Hidden = true };
        help.SetAction(result => root.Parse(["--help"]).Invoke(result.InvocationConfiguration));
        root.Add(help);
        return root;
    }
}
