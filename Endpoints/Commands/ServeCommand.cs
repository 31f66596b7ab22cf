using System.CommandLine;
using System.Net.Sockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Commands;

/// <summary><c>serve</c>: runs until SIGTERM or Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create(SettingOptions settings)
    {
        Command command = new("serve", "Start the server (the default). Settings: .env.example");
        settings.AddTo(command);
        command.SetAction((result, _) => RunAsync(settings.Of(result)));
        return command;
    }

    public static async Task<int> RunAsync(IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        await using WebApplication app = ServerApp.Build(settings);
        if (PortProbe.Problem(app.Services.GetRequiredService<EndpointsOptions>()) is { } problem)
        {
            Console.Error.WriteLine(problem);
            return CommandLine.Failed;
        }

        Readiness readiness = app.Services.GetRequiredService<Readiness>();
        try
        {
            await app.RunAsync();

            // A supervisor that restarts what failed is to do so when it was the models that ended the server.
            return readiness.Dead.Count == 0 ? 0 : CommandLine.Failed;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Taken since the look: one line says more than a stack.
            Console.Error.WriteLine(exception.Message);
            return CommandLine.Failed;
        }
    }
}
