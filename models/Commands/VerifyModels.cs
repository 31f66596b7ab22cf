using System.CommandLine;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models verify [NAME…]</c>: without names, every model of which anything is on disk.</summary>
internal static class VerifyModels
{
    public static Command Create(Func<ModelsContext> open)
    {
        Argument<string[]> names = new("NAME")
        {
            Description = "Models to check; without one, every model of which anything is on disk.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new("verify", "Compare the files with the manifest's sizes and hashes.") { names };
        command.Set(open, (context, result, _) => RunAsync(context, result.GetValue(names) ?? []));
        return command;
    }

    private static Task<int> RunAsync(ModelsContext context, IReadOnlyList<string> names)
    {
        IEnumerable<ModelEntry> models = names.Count > 0
            ? names.Select(context.Find)
            : context.Manifest.Models.Where(
                model => ModelStates.Of(model, context.Manifest.Folder) is ModelState.Ready or ModelState.Partial);
        int problems = 0;
        foreach (ModelEntry model in models)
        {
            string[] found = [.. ModelManifest.Verify(model)];
            int unstated = model.Files.Values.Count(file => file.Sha256 is null);
            context.Output.WriteLine(found.Length > 0
                ? string.Join(Environment.NewLine, found)
                : unstated == 0
                    ? $"{model.Name}: every file matches the manifest"
                    : $"{model.Name}: complete, but {unstated} of {model.Files.Count} files have no stated hash");
            problems += found.Length;
        }

        return Task.FromResult(problems == 0 ? 0 : 1);
    }
}
