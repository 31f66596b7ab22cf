using System.Globalization;
using System.Text.Json;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Nemo;

/// <summary>
/// What an export of NeMo says of itself: in <c>config.json</c> (onnx-asr's repositories) or in the metadata of the graph
/// (sherpa-onnx's). Immutable.
/// </summary>
internal sealed record NemoConfig
{
    public const string AudioSignal = "audio_signal";
    public const string Length = "length";

    /// <summary>onnx-asr's default for <c>max_tokens_per_step</c>.</summary>
    private const int DefaultMaxTokens = 10;

    public required NemoMelSpec Features { get; init; }

    /// <summary>Feature frames of one output frame.</summary>
    public required int Subsampling { get; init; }

    /// <summary>Tokens that a transducer may emit in one frame.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Seconds of one output frame.</summary>
    public float FrameSeconds => Subsampling * (float)NemoMelSpec.FrameShift / FbankSpec.SampleRate;

    /// <param name="encoder">The graph that takes features.</param>
    /// <param name="model">Its entry; file <c>config</c> may be absent.</param>
    /// <param name="otherwise">What holds where neither file nor graph say otherwise.</param>
    /// <param name="subsampling">Likewise.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: names what is wrong.</exception>
    public static NemoConfig Read(OnnxGraph encoder, ModelEntry model, NemoMelSpec otherwise, int subsampling)
    {
        encoder.Require(AudioSignal);
        if (encoder.Metadata.ContainsKey("is_giga_am"))
        {
            throw encoder.Wrong("GigaAM's features are not NeMo's");
        }

        Dictionary<string, string> values = new(encoder.Metadata, StringComparer.Ordinal);
        if (model.Files.ContainsKey("config"))
        {
            foreach (JsonProperty member in Members(model.PathOf("config")))
            {
                values[member.Name] = member.Value.ToString();
            }
        }

        int Number(int fallback, params ReadOnlySpan<string> keys)
        {
            foreach (string key in keys)
            {
                if (values.TryGetValue(key, out string? text))
                {
                    return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                        ? number
                        : throw encoder.Wrong($"{key} is '{text}', not a number above 0");
                }
            }

            return fallback;
        }

        int declared = encoder.InputSize(AudioSignal, 1);
        return new NemoConfig
        {
            Features = otherwise with
            {
                Bins = declared > 0 ? declared : Number(otherwise.Bins, "features_size", "feat_dim"),
                Normalise = values.GetValueOrDefault("normalize_type", "per_feature") == "per_feature",
            },
            Subsampling = Number(subsampling, "subsampling_factor"),
            MaxTokens = Number(DefaultMaxTokens, "max_tokens_per_step"),
        };
    }

    private static List<JsonProperty> Members(string path)
    {
        try
        {
            return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateObject()];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"{path} is not a JSON object.", inner: exception);
        }
    }
}
