using System.CommandLine;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models convert</c>: writes the new files, and their entry into the manifest of this machine.</summary>
internal static class ConvertModel
{
    private const string SparkModel = "spark-tts-0.5b";
    private const string ApBweModel = "ap-bwe-16k-48k";

    public static Command Create(Func<ModelsContext> open) => new(
        "convert",
        "A checkpoint to what this server runs best. SenseVoice, Parakeet, wav2vec2, zipformer and Silero need no conversion: "
            + "their published ONNX files are loaded as they are.")
    {
        SparkTtsCommand(open),
        ApBweCommand(open),
        SenseVoiceCommand(open),
    };

    /// <summary>Where the published files of a model lie once they are pulled.</summary>
    public static string CheckpointOf(ModelsContext context, ModelEntry model)
    {
        CheckpointSpec checkpoint = model.Checkpoint!;
        string folder = Path.Combine(context.Manifest.Folder, checkpoint.Folder);
        return checkpoint.Files is [{ } only] ? Path.Combine(folder, only.Path) : folder;
    }

    /// <summary>Converts what <c>pull</c> fetched for <paramref name="model"/>, with every option at its default.</summary>
    public static Task<int> RunPulledAsync(ModelsContext context, ModelEntry model)
    {
        string from = CheckpointOf(context, model);
        return Note(context, model.Checkpoint!.Converter switch
        {
            "ap-bwe" => ApBwe(context, TargetOf(context, from, null, null, ApBweModel), WeightFormat.Fp32),

            // What is pulled for a codec or a speaker encoder alone is converted as a part of the model that it belongs to.
            _ when model.Tts is null => SparkTts(
                context,
                TargetOf(context, from, null, null, SparkModel),
                context.Find(SparkModel),
                WeightFormat.Fp32,
                WeightFormat.Fp32,
                false),
            _ => SparkTts(
                context, TargetOf(context, from, model.Name, null, SparkModel), model, WeightFormat.Fp32, WeightFormat.Fp32, false),
        });
    }

    /// <summary>An option with a form of weights, by its words and not by the numbers that the enumeration also has.</summary>
    public static Option<WeightFormat> Weights(string name, string description, WeightFormat otherwise = WeightFormat.Fp32)
    {
        Option<WeightFormat> option = new(name)
        {
            Description = $"{description}: fp32, int8, row, int4, or auto (row where the processor has VNNI, else int8).",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => otherwise,
        };
        option.CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            {
                return Processor.HasVnni ? WeightFormat.Row : WeightFormat.Int8;
            }

            if (text.Length > 0 && !char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out WeightFormat format))
            {
                return format;
            }

            argument.AddError($"{name} {text} is not one of fp32, int8, row, int4, auto.");
            return default;
        };
        return option;
    }

    private static Command SparkTtsCommand(Func<ModelsContext> open)
    {
        Option<string> from = From("The checkpoint's folder (safetensors, config, tokenizer).");
        Option<string?> name = Name();
        Option<string?> to = To();
        Option<WeightFormat> weights = Weights("--weights", "Form of the weights");
        Option<WeightFormat> head = Weights("--head", "Form of the output head");
        Option<bool> full = new("--full-head") { Description = "Keep a score for every token of the vocabulary." };
        Option<string> like = new("--like")
        {
            Description = "The entry whose prompts, voices and sampling the new one gets.",
            HelpName = "NAME",
            DefaultValueFactory = _ => SparkModel,
        };
        Command command = new("spark-tts", "A Spark-TTS checkpoint.") { from, name, to, weights, head, full, like };
        command.Set(open, (context, result, _) => Note(context, SparkTts(
            context,
            TargetOf(context, result.GetRequiredValue(from), result.GetValue(name), result.GetValue(to), SparkModel),
            context.Find(result.GetRequiredValue(like)),
            result.GetValue(weights),
            result.GetValue(head),
            result.GetValue(full))));
        return command;
    }

    private static IReadOnlyList<ModelEntry> SparkTts(
        ModelsContext context, Target target, ModelEntry likeness, WeightFormat weights, WeightFormat head, bool isFull) =>
        Convert(target, () => SparkTtsConversion.Run(new SparkTtsRequest
        {
            From = target.From,
            To = target.To,
            ManifestFolder = context.Manifest.Folder,
            Name = target.Name,
            Weights = weights,
            Head = head,
            FullHead = isFull,
            LanguageModel = likeness,
            Codec = context.Find(
                likeness.Tts?.Codec ?? throw new CommandException($"--like: '{likeness.Name}' is not a speech model.")),
            SpeakerEncoder = likeness.Tts.SpeakerEncoder is { } encoder ? context.Find(encoder) : null,
            Tokenizer = context.Tokenizer,
            Say = context.Output.WriteLine,
        }));

    private static Command ApBweCommand(Func<ModelsContext> open)
    {
        Option<string> from = From("The checkpoint's file.");
        Option<string?> name = Name();
        Option<string?> to = To();
        Option<WeightFormat> weights = Weights("--weights", "Form of the weights");
        Command command = new("ap-bwe", "An AP-BWE checkpoint (16 to 48 kHz).") { from, name, to, weights };
        command.Set(open, (context, result, _) => Note(context, ApBwe(
            context,
            TargetOf(context, result.GetRequiredValue(from), result.GetValue(name), result.GetValue(to), ApBweModel),
            result.GetValue(weights))));
        return command;
    }

    private static IReadOnlyList<ModelEntry> ApBwe(ModelsContext context, Target target, WeightFormat weights)
    {
        ModelEntry like = context.Find(ApBweModel) with { Name = target.Name };
        return Convert(target, () => [ApBweConversion.Run(target.From, target.To, context.Manifest.Folder, like, weights)]);
    }

    private static Command SenseVoiceCommand(Func<ModelsContext> open)
    {
        Command command = new("sense-voice", "Needs none.") { TreatUnmatchedTokensAsErrors = false, Hidden = true };
        command.Set(open, (context, _, _) =>
        {
            context.Output.WriteLine(
                "SenseVoice needs no conversion: its published ONNX exports are loaded as they are (./run.sh models pull sense-voice).");
            return Task.FromResult(2);
        });
        return command;
    }

    private static Option<string> From(string description) =>
        new("--from") { Description = description, HelpName = "PATH", Required = true };

    private static Option<string?> Name() => new("--name")
    {
        Description = "The new model's name; that of the manifest for a pulled checkpoint, else the checkpoint's.",
        HelpName = "NAME",
    };

    private static Option<string?> To() =>
        new("--out") { Description = "Folder for the files, default downloaded/NAME in the models folder.", HelpName = "DIR" };

    /// <summary>
    /// The name and folder of the result. The checkpoint that <c>pull</c> fetched for <paramref name="known"/> becomes that model; any
    /// other one is named by its folder.
    /// </summary>
    private static Target TargetOf(ModelsContext context, string given, string? name, string? to, string known)
    {
        string from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
        string models = context.Manifest.Folder;
        string pulled = Path.GetFullPath(Path.Combine(models, context.Find(known).Checkpoint!.Folder));
        bool isPulled = from == pulled || Path.GetDirectoryName(from) == pulled;
        name ??= isPulled ? known : Path.GetFileNameWithoutExtension(from).ToLowerInvariant();
        string own = Path.Combine(models, "downloaded", name);
        string folder = Path.GetFullPath(to ?? own);
        if (!ManifestRules.IsConfined(Path.GetRelativePath(models, folder)))
        {
            Link(own, folder);
            folder = own;
        }

        return new Target(name, from, folder);
    }

    /// <summary>The manifest's paths stay inside the models folder: from there a link leads to where the files shall be.</summary>
    private static void Link(string link, string folder)
    {
        Directory.CreateDirectory(folder);
        if (new DirectoryInfo(link) is { Exists: true } old)
        {
            if (old.LinkTarget is null)
            {
                throw new CommandException(
                    $"--out: {link}, where a link to {folder} would be, holds a model already. Give another --name.");
            }

            old.Delete();
        }

        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, folder);
    }

    /// <summary>A checkpoint comes from others: whatever is wrong with it, the command ends in a sentence.</summary>
    private static IReadOnlyList<ModelEntry> Convert(Target target, Func<IReadOnlyList<ModelEntry>> run)
    {
        try
        {
            return run();
        }
        catch (OutOfMemoryException exception)
        {
            throw new CommandException($"{target.From} asks for more memory than there is.", exception);
        }
        catch (Exception exception) when (exception is ArithmeticException or ArgumentException or IndexOutOfRangeException
            or KeyNotFoundException or InvalidOperationException or InvalidDataException or FormatException or NotSupportedException)
        {
            throw new CommandException($"{target.From} is not what the converter expects: {exception.Message}", exception);
        }
    }

    private static Task<int> Note(ModelsContext context, IReadOnlyList<ModelEntry> entries)
    {
        LocalManifest.Add(context.Manifest.Folder, entries);
        foreach (ModelEntry entry in entries)
        {
            context.Output.WriteLine($"{entry.Name}: {entry.Root}, {ByteSize.Text(entry.Files.Values.Sum(file => file.Bytes))}");
        }

        context.Output.WriteLine($"Noted in {Path.Combine(context.Manifest.Folder, ModelManifest.LocalFileName)}.");
        if (context.SettingOf(entries[0].Role) is not null)
        {
            context.Output.WriteLine($"Next: ./run.sh models use {entries[0].Name}");
        }

        return Task.FromResult(0);
    }

    private sealed record Target(string Name, string From, string To);
}
