namespace StreamServer.Endpoints.Commands;

/// <summary>The usage text; for a command that there is not, with exit code 2.</summary>
internal static class HelpCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        bool asked = args is ["help" or "--help" or "-h", ..];
        TextWriter output = asked ? Console.Out : Console.Error;
        if (!asked)
        {
            output.WriteLine($"There is no command '{string.Join(' ', args)}'.");
        }

        output.WriteLine("""
            usage: ./run.sh [command]
              serve              start the server (the default); settings: .env.example
              validate           check settings and model files, print every mistake
              models ...         list, fetch, check, choose and convert models (./run.sh models)
              transcribe FILE    send a WAV file to the running server as a live stream, print what comes back
              bench ...          load and micro benchmarks against a running server (./run.sh bench --help)
            """);
        return Task.FromResult(asked ? 0 : 2);
    }
}
