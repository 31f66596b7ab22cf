using System.Globalization;
using StreamServer.Endpoints.Commands;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

return await CommandLine.RunAsync(ServerCommands.Create(ModelsConsole.Open), args, Console.Out, Console.Error);
