using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Inference.Tts.Voices;

namespace StreamServer.Inference.Tts;

/// <summary>Loads the models of text to speech and has them speak once. Thread-safe.</summary>
internal sealed class TtsPart(
    TtsOptions options,
    RuntimeOptions runtime,
    ModelManifest manifest,
    OnnxSessions sessions,
    Readiness readiness,
    TimeProvider time,
    LmMetrics lmMetrics,
    CodecMetrics codecMetrics,
    ILogger<LmEngine> lmLog,
    ILogger<CodecEngine> codecLog,
    ILogger<BandwidthEngine> bandwidthLog,
    ILogger<SpeakerGlobals> speakerLog,
    ILogger<VoiceCloning> cloningLog) : IModelPart, IDisposable
{
    public const string PartName = "tts";

    private volatile SpeechModels? _models;

    public string Name => PartName;

    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/> with the reason while there are none.</exception>
    public SpeechModels Models => _models ?? throw new StreamException(
        StreamError.ServerNotReady,
        readiness.Reasons.TryGetValue(PartName, out string? reason) ? $"Text to speech is not ready: {reason}" : "Text to speech is not ready.");

    private string VoicesFolder => options.VoicesDir.Length > 0 ? Path.GetFullPath(options.VoicesDir) : Path.Combine(manifest.Folder, "voices");

    public string Load(CancellationToken cancellation)
    {
        ModelEntry entry = manifest.Get(ModelRole.TtsLm, options.Model);
        TtsModelSpec spec = entry.Tts
            ?? throw new StreamException(StreamError.ServerNotReady, $"Model '{entry.Name}' has no 'tts' part in {ModelManifest.FileName}.");
        ModelEntry codecEntry = manifest.Get(ModelRole.TtsCodec, spec.Codec);
        CodecSpec codecSpec = codecEntry.Codec
            ?? throw new StreamException(StreamError.ServerNotReady, $"Model '{codecEntry.Name}' has no 'codec' part in {ModelManifest.FileName}.");
        WindowJoin.ThrowIfTooLong(codecSpec, codecEntry.SampleRate);
        ModelManifest.ThrowIfCorrupt(entry, codecEntry);
        cancellation.ThrowIfCancellationRequested();

        LmTokenizer tokenizer = LmTokenizer.Load(entry.PathOf("tokenizer"));
        TtsVocabulary vocabulary = new(tokenizer, spec, entry.Name);
        PromptBuilder prompts = new(tokenizer, spec, vocabulary);

        AttentionKernel.UsePlain();
        int threads = options.Threads > 0 ? options.Threads : Math.Max(1, (runtime.Threads > 0 ? runtime.Threads : Environment.ProcessorCount) - 1);
        GenAiConfig config = GenAiConfig.Load(entry.PathOf("config"));
        bool hasHeadFile = entry.Files.ContainsKey("head");
        LmFile file = HeadCut.Prepare(
            entry.PathOf("model"), config.Model.Decoder.Outputs.Logits, hasHeadFile ? null : [.. vocabulary.SemanticIds, .. vocabulary.GlobalIds, .. vocabulary.StopIds]);
        ILmModel lm = LmModels.Open(
            sessions.Open(entry, file.Path, file.Content, threads),
            config,
            options.Slots,
            Math.Min(options.MaxContext, config.Model.ContextLength),
            options.PrefillChunk,
            hasHeadFile ? HeadFile.Load(entry.PathOf("head")) : file.Head);
        LegalTokens speech = new(vocabulary.SemanticIds, vocabulary.StopIds, lm.ColumnOf);
        LegalTokens globals = new(vocabulary.GlobalIds, [], lm.ColumnOf);
        LmLimits limits = new(
            options.PrefillChunk, (int)(options.MaxUnreadSeconds * spec.TokensPerSecond), options.FarAheadSeconds, Guard: 0.25, options.FirstAudioTargetSeconds);
        LmEngine engine = new(lm, limits, options.MaxQueue, Math.Max(speech.Count, globals.Count), time, lmMetrics, lmLog, _ => Block("the language model's thread has ended"));

        BiCodecModel codec = new(
            sessions.Open(codecEntry, "model", options.CodecThreads > 0 ? options.CodecThreads : threads),
            codecSpec.SamplesPerToken,
            options.CodecBatch,
            codecEntry.Files.ContainsKey("speaker") ? new SpeakerVectors(sessions.Open(codecEntry, "speaker", threads: 1)) : null);
        CodecEngine codecEngine = new(codec, time, codecMetrics, codecLog, _ => Block("the codec's thread has ended"));
        VoiceCatalog voices = new(spec.Speakers);
        SpeechModels models = new()
        {
            Entry = entry,
            CodecEntry = codecEntry,
            Prompts = prompts,
            Voices = voices,
            Lm = engine,
            Codec = codecEngine,
            Speech = speech,
            Globals = globals,
            Speakers = new SpeakerGlobals(
                new VoiceAudition(prompts, globals, speech, engine, spec, time),
                new SpeakerGlobalsFile(entry, VoicesFolder, globals.Count, speakerLog),
                speakerLog),
            Cloning = OpenCloning(entry, codecEntry, voices, globals.Count),
            Bandwidth = OpenBandwidth(codecEntry.SampleRate, threads),
        };
        engine.Start();
        codecEngine.Start();
        models.Bandwidth?.Start();
        WarmUpAsync(models).GetAwaiter().GetResult();
        _models = models;
        _ = models.Speakers.MakeAllAsync(models.Voices.Voices);
        return $"text to speech: {entry.Name} with {codecEntry.Name}, {models.Voices.Voices.Count} voices, {options.Slots} slots{(file.Note is null ? "" : "; " + file.Note)}";
    }

    public void Dispose() => _models?.Dispose();

    /// <summary>Without an encoder that works, voices that were cloned before still speak.</summary>
    private VoiceCloning OpenCloning(ModelEntry entry, ModelEntry codecEntry, VoiceCatalog voices, int globalTokens)
    {
        VoiceFolder folder = new(Path.Combine(VoicesFolder, codecEntry.Name), globalTokens, cloningLog);
        if (entry.Tts!.SpeakerEncoder is not { } name)
        {
            return Unavailable($"model '{entry.Name}' has no speaker encoder.");
        }

        try
        {
            ModelEntry encoderEntry = manifest.Get(ModelRole.TtsSpeaker, name);
            ModelManifest.ThrowIfCorrupt(encoderEntry);
            SpeakerEncoder encoder = new(sessions.Open(encoderEntry, "model", threads: 1), encoderEntry.Name, globalTokens);
            return new VoiceCloning(encoder, null, voices, folder, time, cloningLog);
        }
        catch (StreamException exception)
        {
            return Unavailable(exception.Message);
        }

        VoiceCloning Unavailable(string reason) => new(null, reason, voices, folder, time, cloningLog);
    }

    private BandwidthEngine? OpenBandwidth(int codecRate, int threads)
    {
        if (options.SuperResolutionModel.Length == 0)
        {
            return null;
        }

        ModelEntry entry = manifest.Get(ModelRole.SuperResolution, options.SuperResolutionModel);
        ModelManifest.ThrowIfCorrupt(entry);
        if (entry.SampleRate != BandwidthExtender.SampleRate || codecRate * 3 != BandwidthExtender.SampleRate)
        {
            throw new StreamException(
                StreamError.ServerNotReady,
                $"TTS_SUPER_RESOLUTION_MODEL={entry.Name}: it gives {entry.SampleRate} Hz and the codec {codecRate} Hz; only 16000 to 48000 is known.");
        }

        return new BandwidthEngine(new ApBweModel(sessions.Open(entry, "model", threads), entry.Name), bandwidthLog, _ => Block("the super-resolution model's thread has ended"));
    }

    /// <summary>One short word through every model.</summary>
    private async Task WarmUpAsync(SpeechModels models)
    {
        Voice voice = models.Voices.Voices[0];
        int[] globals = await models.Speakers.GetAsync(voice);
        LmRequest request = new()
        {
            Prompt = models.Prompts.ForSpeech(voice, "Hello.", globals),
            Legal = models.Speech,
            Sampling = new SamplingSettings(0, 0, 1, 1),
            Seed = 0,
            MaxTokens = 16,
            Pace = new PlaybackPace(time, models.Spec.TokensPerSecond),
        };
        models.Lm.Submit(request);
        int count = await request.Tokens.WaitAsync(request.MaxTokens);
        if (count == 0)
        {
            throw new StreamException(StreamError.ServerNotReady, $"Model '{models.Entry.Name}' made no audio in the warm-up.");
        }

        float[] samples = new float[count * models.CodecSpec.SamplesPerToken];
        await models.Codec.DecodeAsync(new CodecRequest { Semantic = request.Tokens.Read(0, count).ToArray(), Globals = globals, Samples = samples });
        if (models.Bandwidth is { } bandwidth)
        {
            BandwidthExtender extender = new(bandwidth);
            extender.Push(samples);
            await extender.FinishAsync(CancellationToken.None);
        }
    }

    private void Block(string reason) => readiness.Block(PartName, reason);
}
