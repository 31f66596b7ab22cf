using System.Globalization;
using StreamServer.Endpoints.Commands;
using StreamServer.Endpoints.Server;
using StreamServer.Models.Commands;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

try
{
    return await (args switch
    {
        [] or ["serve"] => ServeCommand.RunAsync(),
        ["validate"] => ValidateCommand.RunAsync(),
        ["transcribe", .. var rest] => TranscribeCommand.RunAsync(rest),
        ["models", .. var rest] => ModelsCommand.RunAsync(rest),
        _ => HelpCommand.RunAsync(args),
    });
}
catch (SettingsException exception)
{
    foreach (string mistake in exception.Mistakes)
    {
        Console.Error.WriteLine($"setting: {mistake}");
    }

    Console.Error.WriteLine($"{exception.Mistakes.Count} mistake(s); .env.example explains each setting.");
    return 2;
}
