using StreamServer.Endpoints.Server;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands;

/// <summary><c>validate</c>: checks every setting and every file of the chosen models, prints all problems, exits 0 or 2.</summary>
internal static class ValidateCommand
{
    public static async Task<int> RunAsync()
    {
        await using WebApplication app = ServerApp.Build();
        ModelManifest manifest = app.Services.GetRequiredService<ModelManifest>();
        List<string> problems = [];
        foreach (ModelChoice choice in app.Services.GetServices<ModelChoice>())
        {
            if (Check(choice.Role, choice.Name)?.Tts is { } speech)
            {
                Check(ModelRole.TtsCodec, speech.Codec);
            }
        }

        foreach (string problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        Console.Out.WriteLine(problems.Count == 0 ? "Settings and models are well." : $"{problems.Count} problem(s).");
        return problems.Count == 0 ? 0 : 2;

        ModelEntry? Check(ModelRole role, string name)
        {
            try
            {
                ModelEntry model = manifest.Get(role, name);
                problems.AddRange(ModelManifest.Verify(model));
                return model;
            }
            catch (Inference.StreamException exception)
            {
                problems.Add(exception.Message);
                return null;
            }
        }
    }
}
