using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Models.Nemo;
using StreamServer.Inference.Stt.Models.NemoTdt;
using StreamServer.Inference.Stt.Models.SenseVoice;
using StreamServer.Inference.Stt.Models.Wav2Vec2;
using StreamServer.Inference.Stt.Models.Zipformer;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt;

/// <summary>The one place that knows which engine reads which kind of model.</summary>
internal static class SttModels
{
    private static readonly Dictionary<string, Func<ModelEntry, OnnxSessions, int, ISttModel>> Kinds = new(StringComparer.Ordinal)
    {
        ["sense-voice"] = (model, sessions, threads) => new SenseVoiceModel(model, sessions, threads),
        ["nemo-tdt"] = (model, sessions, threads) => new NemoTdtModel(model, sessions, threads),
        ["nemo-rnnt"] = (model, sessions, threads) => new NemoTdtModel(model, sessions, threads),
        ["nemo-ctc"] = NemoCtcModel.Conformer,
        ["quartznet"] = NemoCtcModel.QuartzNet,
        ["wav2vec2-ctc"] = (model, sessions, threads) => new Wav2Vec2Model(model, sessions, threads),
        ["zipformer"] = (model, sessions, threads) => new ZipformerModel(model, sessions, threads),
    };

    /// <summary>Opens a model.</summary>
    /// <param name="model">Its entry in the manifest.</param>
    /// <param name="sessions">Device.</param>
    /// <param name="threads">Processor threads of one run.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: no engine of that kind, or the files are
    /// wrong.</exception>
    public static ISttModel Create(ModelEntry model, OnnxSessions sessions, int threads) =>
        Kinds.TryGetValue(model.Kind, out Func<ModelEntry, OnnxSessions, int, ISttModel>? create)
            ? create(model, sessions, threads)
            : throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{model.Name}' is of kind '{model.Kind}'. Speech to text runs: {string.Join(", ", Kinds.Keys)}.");
}
