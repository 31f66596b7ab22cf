using StreamServer.Inference;
using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary><c>models convert</c>: writes the new files, and their entry into the manifest of this machine.</summary>
internal static class ConvertModel
{
    private const string SparkModel = "spark-tts-0.5b";
    private const string ApBweModel = "ap-bwe-16k-48k";

    public static Task<int> RunAsync(ModelsContext context, IReadOnlyList<string> args)
    {
        if (args is ["sense-voice", ..])
        {
            context.Output.WriteLine("SenseVoice needs no conversion: its published ONNX exports are loaded as they are (./run.sh models pull sense-voice).");
            return Task.FromResult(2);
        }

        ConvertArguments arguments = ConvertArguments.Parse(args);
        IReadOnlyList<ModelEntry> entries = arguments.Converter switch
        {
            "spark-tts" => SparkTts(context, arguments),
            "ap-bwe" => ApBwe(context, arguments),
            _ => throw new StreamException(StreamError.ClientBadRequest, $"There is no conversion '{arguments.Converter}'; there are spark-tts and ap-bwe."),
        };
        LocalManifest.Add(context.Manifest.Folder, entries);
        foreach (ModelEntry entry in entries)
        {
            context.Output.WriteLine($"{entry.Name}: {entry.Root}, {ByteSize.Text(entry.Files.Values.Sum(file => file.Bytes))}");
        }

        context.Output.WriteLine($"Noted in {Path.Combine(context.Manifest.Folder, ModelManifest.LocalFileName)}.");
        if (ModelSettings.NameOf(entries[0].Role) is not null)
        {
            context.Output.WriteLine($"Next: ./run.sh models use {entries[0].Name}");
        }

        return Task.FromResult(0);
    }

    private static IReadOnlyList<ModelEntry> SparkTts(ModelsContext context, ConvertArguments arguments)
    {
        (string name, string to) = Target(context, arguments, SparkModel);
        ModelEntry like = context.Find(arguments.Like ?? SparkModel);
        return SparkTtsConversion.Run(new SparkTtsRequest
        {
            From = Path.GetFullPath(arguments.From!),
            To = to,
            ManifestFolder = context.Manifest.Folder,
            Name = name,
            Weights = arguments.Weights,
            Head = arguments.Head,
            FullHead = arguments.FullHead,
            LanguageModel = like,
            Codec = context.Find(like.Tts?.Codec ?? throw new StreamException(StreamError.ClientBadRequest, $"'{like.Name}' is not a speech model.", "--like")),
            SpeakerEncoder = like.Tts.SpeakerEncoder is { } encoder ? context.Find(encoder) : null,
            Say = context.Output.WriteLine,
        });
    }

    private static IReadOnlyList<ModelEntry> ApBwe(ModelsContext context, ConvertArguments arguments)
    {
        (string name, string to) = Target(context, arguments, ApBweModel);
        ModelEntry like = context.Find(ApBweModel) with { Name = name };
        return [ApBweConversion.Run(Path.GetFullPath(arguments.From!), to, context.Manifest.Folder, like, arguments.Weights)];
    }

    /// <summary>
    /// The name and folder of the result. The checkpoint that <c>pull</c> fetched for <paramref name="known"/> becomes that model; any other
    /// one is named by its folder.
    /// </summary>
    private static (string Name, string To) Target(ModelsContext context, ConvertArguments arguments, string known)
    {
        string from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.From!));
        string pulled = Path.GetFullPath(Path.Combine(context.Manifest.Folder, context.Find(known).Checkpoint!.Folder));
        string name = arguments.Name
            ?? (from == pulled || Path.GetDirectoryName(from) == pulled ? known : Path.GetFileNameWithoutExtension(from).ToLowerInvariant());
        return (name, Path.GetFullPath(arguments.To ?? Path.Combine(context.Manifest.Folder, "downloaded", name)));
    }
}
