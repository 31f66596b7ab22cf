using System.Globalization;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.SenseVoice;

/// <summary>
/// What differs between the two ONNX exports of SenseVoice: sherpa-onnx's (<c>x</c>, everything in the metadata) and FunASR's
/// (<c>speech</c>, statistics in <c>am.mvn</c>, fixed ids). Read once at load; immutable.
/// </summary>
internal sealed record SenseVoiceContract
{
    // FunASR, funasr/models/sense_voice/model.py: lid_dict and textnorm_dict.
    private static readonly Dictionary<string, int> FixedLanguages = new()
    {
        ["auto"] = 0,
        ["zh"] = 3,
        ["en"] = 4,
        ["yue"] = 7,
        ["ja"] = 11,
        ["ko"] = 12,
        ["nospeech"] = 13,
    };

    private const int FixedWithNormalisation = 14;
    private const int FixedWithoutNormalisation = 15;
    private const string MetadataLanguage = "lang_";

    /// <summary>Features, lengths, language, text normalisation: in this order.</summary>
    public required string[] Inputs { get; init; }

    /// <summary>The logits.</summary>
    public required string[] Outputs { get; init; }

    public required FrameStacker Stacker { get; init; }

    /// <summary>Model input by language code, <c>auto</c> included.</summary>
    public required IReadOnlyDictionary<string, int> Languages { get; init; }

    public required int WithNormalisation { get; init; }

    public required int WithoutNormalisation { get; init; }

    /// <summary>Seconds of one output frame.</summary>
    public float FrameSeconds => Stacker.Shift * (float)FbankSpec.FrameShift / FbankSpec.SampleRate;

    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names the model and what is missing or
    /// wrong.</exception>
    public static SenseVoiceContract Read(OnnxGraph graph, ModelEntry model)
    {
        try
        {
            return graph.InputMetadata.ContainsKey("x") ? FromMetadata(graph) : FromFunAsr(graph, model);
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException)
        {
            throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{model.Name}' is not a SenseVoice export: {exception.Message}",
                inner: exception);
        }
    }

    private static SenseVoiceContract FromMetadata(OnnxGraph graph)
    {
        IReadOnlyDictionary<string, string> metadata = graph.Metadata;
        int Number(string key) => int.Parse(metadata[key], CultureInfo.InvariantCulture);

        return new SenseVoiceContract
        {
            Inputs = ["x", "x_length", "language", "text_norm"],
            Outputs = ["logits"],
            Stacker = new FrameStacker(
                Number("lfr_window_size"),
                Number("lfr_window_shift"),
                Cmvn.FromMetadata(metadata["neg_mean"], metadata["inv_stddev"])),
            Languages = metadata.Keys
                .Where(key => key.StartsWith(MetadataLanguage, StringComparison.Ordinal))
                .ToDictionary(key => key[MetadataLanguage.Length..], Number),
            WithNormalisation = Number("with_itn"),
            WithoutNormalisation = Number("without_itn"),
        };
    }

    private static SenseVoiceContract FromFunAsr(OnnxGraph graph, ModelEntry model) => new()
    {
        Inputs = ["speech", "speech_lengths", "language", "textnorm"],
        Outputs = [graph.Outputs[0]],
        Stacker = new FrameStacker(7, 6, Cmvn.FromKaldi(File.ReadLines(model.PathOf("mvn")))),
        Languages = FixedLanguages,
        WithNormalisation = FixedWithNormalisation,
        WithoutNormalisation = FixedWithoutNormalisation,
    };
}
