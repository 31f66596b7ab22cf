using StreamServer.Endpoints.Server;

namespace StreamServer.Endpoints.Commands;

/// <summary><c>serve</c>: runs until SIGTERM or Ctrl-C.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync()
    {
        await using WebApplication app = ServerApp.Build();
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception)
        {
            // The port is taken, or the address is not ours: one line says more than a stack.
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
