using System.CommandLine;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models remove NAME</c>: deletes the folder that the model was fetched or converted to, never a bundled one.</summary>
internal static class RemoveModel
{
    public static Command Create(Func<ModelsContext> open)
    {
        Argument<string> name = ModelsCommand.NameArgument();
        Command command = new("remove", "Delete a fetched or converted model.") { name };
        command.Set(open, (context, result, _) => RunAsync(context, result.GetRequiredValue(name)));
        return command;
    }

    private static Task<int> RunAsync(ModelsContext context, string name)
    {
        ModelEntry model = context.Find(name);
        string downloaded = Path.Combine(context.Manifest.Folder, "downloaded");
        string folder = TopFolder(downloaded, model.Root)
            ?? throw new CommandException($"'{model.Name}' lies in {model.Root}, not under {downloaded}: it is not removed.");
        ModelEntry[] there = [.. context.Manifest.Models.Where(other => TopFolder(downloaded, other.Root) == folder)];
        if (there.FirstOrDefault(other => context.InUseBy(other) is not null) is { } used)
        {
            throw new CommandException(
                $"'{used.Name}' is in use ({context.InUseBy(used)}). Choose another first: ./run.sh models use NAME");
        }

        if (!Directory.Exists(folder))
        {
            context.Output.WriteLine($"{model.Name} is not here.");
            return Task.FromResult(0);
        }

        long bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Directory.Delete(folder, recursive: true);
        LocalManifest.Remove(context.Manifest.Folder, [.. there.Select(other => other.Name)]);
        context.Output.WriteLine($"Removed {string.Join(", ", there.Select(other => other.Name))}: {ByteSize.Text(bytes)}.");
        return Task.FromResult(0);
    }

    /// <summary>The folder directly under <paramref name="downloaded"/> that holds <paramref name="path"/>; null when none does.</summary>
    private static string? TopFolder(string downloaded, string path)
    {
        string relative = Path.GetRelativePath(downloaded, Path.GetFullPath(path));
        string first = relative.Split(Path.DirectorySeparatorChar)[0];
        return first is ".." or "." || Path.IsPathRooted(relative) ? null : Path.Combine(downloaded, first);
    }
}
