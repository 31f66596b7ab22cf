using System.CommandLine;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models list</c>.</summary>
internal static class ListModels
{
    public static Command Create(Func<ModelsContext> open)
    {
        Command command = new("list", "What the manifest knows, what is on disk, what is in use (*).");
        command.Set(open, (context, _, _) => RunAsync(context));
        return command;
    }

    private static Task<int> RunAsync(ModelsContext context)
    {
        string[][] rows =
        [
            ["", "NAME", "ROLE", "KIND", "SIZE", "STATE", "LICENCE"],
            .. context.Manifest.Models.Select(model => Row(context, model)),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            context.Output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        context.Output.WriteLine();
        context.Output.WriteLine("* in use. Fetch one with: ./run.sh models pull NAME   Choose it with: ./run.sh models use NAME");
        return Task.FromResult(0);
    }

    private static string[] Row(ModelsContext context, ModelEntry model)
    {
        IReadOnlyList<ModelFile> files = model.Checkpoint?.Files ?? [.. model.Files.Values];
        long bytes = files.Sum(file => file.Bytes);
        string about = files.Any(file => file.Bytes == 0) ? "~" : "";
        return
        [
            context.InUseBy(model) is null ? "" : "*",
            model.Name,
            ModelManifest.RoleText(model.Role),
            model.Kind,
            bytes > 0 ? about + ByteSize.Text(bytes) : "?",
            ModelStates.Of(model, context.Manifest.Folder) switch
            {
                ModelState.Ready => "ready",
                ModelState.Unconverted => "to convert",
                ModelState.Partial => "incomplete",
                _ => "not here",
            },
            model.Licence.Split([": ", "; ", ". ", ", "], 2, StringSplitOptions.None)[0],
        ];
    }
}
