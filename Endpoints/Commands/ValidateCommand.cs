using System.CommandLine;
using StreamServer.Endpoints.Server;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Commands;

/// <summary><c>validate</c>: reads every setting and opens every chosen model, prints all mistakes, exits 0 or 2.</summary>
internal static class ValidateCommand
{
    public static Command Create(SettingOptions settings)
    {
        Command command = new("validate", "Read the settings and open every chosen model; print every mistake.");
        settings.AddTo(command);
        command.SetAction((result, cancellation) =>
            RunAsync(settings.Of(result), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<KeyValuePair<string, string?>> settings,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellation)
    {
        (WebApplicationBuilder builder, SettingsReader reader, _) = ServerApp.Compose(TimeProvider.System, settings);
        List<string> mistakes = [.. reader.Mistakes];

        // The log would say once more what is listed below.
        builder.Logging.ClearProviders();
        await using ServiceProvider services = builder.Services.BuildServiceProvider();
        if (services.GetRequiredService<UploadStore>().Problem() is { } problem)
        {
            mistakes.Add(problem);
        }

        ModelCheck check = new(services);
        check.Run(cancellation);
        foreach (string mistake in mistakes)
        {
            error.WriteLine($"setting: {mistake}");
        }

        foreach (string mistake in check.Mistakes)
        {
            error.WriteLine($"model: {mistake}");
        }

        int count = mistakes.Count + check.Mistakes.Count;
        if (count > 0)
        {
            error.WriteLine($"{count} mistake(s); .env.example explains each setting, ./run.sh models list shows the models.");
            return CommandLine.Misused;
        }

        output.WriteLine($"The settings are valid, and every chosen model opens: {string.Join(", ", check.Opened)}.");
        return 0;
    }
}
