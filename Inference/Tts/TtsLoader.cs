using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Inference.Tts.Voices;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts;

/// <summary>
/// Opens the models of text to speech, starts their engines and has each run once. What fails half-way leaves nothing behind.
/// </summary>
internal sealed class TtsLoader(
    TtsOptions options,
    RuntimeOptions runtime,
    ModelManifest manifest,
    OnnxSessions sessions,
    TimeProvider time,
    EngineMetrics engineMetrics,
    LmMetrics lmMetrics,
    CodecMetrics codecMetrics,
    ILogger<LmEngine> lmLog,
    ILogger<CodecEngine> codecLog,
    ILogger<BandwidthEngine> bandwidthLog,
    ILogger<SpeakerGlobals> speakerLog,
    ILogger<VoiceCloning> cloningLog)
{
    private string VoicesFolder => options.VoicesDir.Length > 0 ? Path.GetFullPath(options.VoicesDir) : Path.Combine(
        manifest.Folder, "voices");

    private int Threads =>
        options.Threads > 0 ? options.Threads : Math.Max(1, (runtime.Threads > 0 ? runtime.Threads : Environment.ProcessorCount) - 1);

    /// <param name="died">Called when one of the engines can go on no more, on its thread: its name, and why.</param>
    /// <param name="cancellation">Looked at before the large files are read.</param>
    /// <exception cref="StreamException">A file is missing or corrupt, or a model does not do what its kind does.</exception>
    public SpeechModels Load(Action<string, Exception> died, CancellationToken cancellation)
    {
        ModelEntry entry = manifest.Get(ModelRole.TtsLm, options.Model);
        TtsModelSpec spec = entry.Tts
            ?? throw new StreamException(StreamError.ServerNotReady,
                $"Model '{entry.Name}' has no 'tts' part in {ModelManifest.FileName}.");
        ModelEntry codecEntry = manifest.Get(ModelRole.TtsCodec, spec.Codec);
        CodecSpec codecSpec = codecEntry.Codec
            ?? throw new StreamException(StreamError.ServerNotReady,
                $"Model '{codecEntry.Name}' has no 'codec' part in {ModelManifest.FileName}.");
        WindowJoin.ThrowIfTooLong(codecSpec, codecEntry.SampleRate);
        ModelManifest.ThrowIfCorrupt(entry, codecEntry);
        cancellation.ThrowIfCancellationRequested();

        using DisposableStack opened = new();
        LmTokenizer tokenizer = LmTokenizer.Load(entry.PathOf("tokenizer"));
        TtsVocabulary vocabulary = new(tokenizer, spec, entry.Name);
        PromptBuilder prompts = new(tokenizer, spec, vocabulary);
        (LmEngine lm, LegalAnswers legal, string note) = OpenLm(entry, spec, codecSpec, vocabulary, died);
        opened.Use(lm);
        CodecEngine codec = opened.Use(OpenCodec(codecEntry, codecSpec, lm.Board.Capacity, died));
        BandwidthEngine? bandwidth = OpenBandwidth(codecEntry.SampleRate, died);
        if (bandwidth is not null)
        {
            opened.Use(bandwidth);
        }

        VoiceCatalog voices = new(spec.Speakers);
        VoiceCloning cloning = opened.Use(OpenCloning(entry, codecEntry, voices, legal.Globals.Count));
        lm.Measure();
        lm.Start();
        codec.Start();
        bandwidth?.Start();
        SpeechModels models = new(opened.Move())
        {
            Entry = entry,
            CodecEntry = codecEntry,
            Note = note,
            Prompts = prompts,
            Voices = voices,
            Lm = lm,
            Codec = codec,
            Legal = legal,
            Speakers = new SpeakerGlobals(
                new VoiceAudition(prompts, legal, lm, spec, time),
                new SpeakerGlobalsFile(entry, VoicesFolder, legal.Globals.Count, speakerLog),
                speakerLog),
            Cloning = cloning,
            Bandwidth = bandwidth,
        };
        try
        {
            WarmUpAsync(models).GetAwaiter().GetResult();
        }
        catch
        {
            models.Dispose();
            throw;
        }

        _ = models.Speakers.MakeAllAsync(models.Voices.Voices);
        return models;
    }

    private (LmEngine Engine, LegalAnswers Legal, string Note) OpenLm(
        ModelEntry entry, TtsModelSpec spec, CodecSpec codec, TtsVocabulary vocabulary, Action<string, Exception> died)
    {
        AttentionKernel.UsePlain();
        GenAiConfig config = GenAiConfig.Load(entry.PathOf("config"));
        bool hasHeadFile = entry.Files.ContainsKey("head");
        LmFile file = HeadCut.Prepare(
            entry.PathOf("model"),
            config.Model.Decoder.Outputs.Logits,
            hasHeadFile ? null : [.. vocabulary.AnswerIds]);
        ILmModel lm = LmModels.Open(
            sessions.Open(entry, file.Path, file.Content, Threads),
            config,
            options.Slots,
            Math.Min(options.MaxContext, config.Model.ContextLength),
            options.PrefillChunk,
            hasHeadFile ? HeadFile.Load(entry.PathOf("head")) : file.Head);
        try
        {
            LegalAnswers legal = LegalAnswers.Of(vocabulary, lm.ColumnOf);
            LmLimits limits = new(
                options.PrefillChunk,
                (int)(options.MaxUnreadSeconds * spec.TokensPerSecond),
                options.FarAheadSeconds,
                Guard: 0.25);
            PlaybackBoard board = new(
                options.Slots, spec.TokensPerSecond, limits.MaxUnread, time, Math.Max(codec.LeftContext, codec.RightContext));
            LmEngine engine = new(
                lm, limits, board, options.MaxQueue, legal.Most, time, lmMetrics, lmLog,
                cause => died("lm-engine", cause));
            return (engine, legal, file.Note is null ? "" : $"; {file.Note}");
        }
        catch
        {
            lm.Dispose();
            throw;
        }
    }

    private CodecEngine OpenCodec(ModelEntry entry, CodecSpec spec, SpeechCapacity capacity, Action<string, Exception> died)
    {
        SpeakerVectors? speakers = entry.Files.ContainsKey("speaker")
            ? sessions.Open(entry, "speaker", threads: 1).Into(graph => new SpeakerVectors(graph))
            : null;
        try
        {
            BiCodecModel model = sessions.Open(entry, "model", options.CodecThreads > 0 ? options.CodecThreads : Threads)
                .Into(graph => new BiCodecModel(graph, spec.SamplesPerToken, options.CodecBatch, speakers));
            return new CodecEngine(model, time, codecMetrics, codecLog, cause => died("codec", cause), capacity);
        }
        catch
        {
            speakers?.Dispose();
            throw;
        }
    }

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
            SpeakerEncoder encoder = sessions.Open(encoderEntry, "model", threads: 1)
                .Into(graph => new SpeakerEncoder(graph, encoderEntry.Name, globalTokens));
            return new VoiceCloning(encoder, null, voices, folder, time, cloningLog);
        }
        catch (StreamException exception)
        {
            return Unavailable(exception.Message);
        }

        VoiceCloning Unavailable(string reason) => new(null, reason, voices, folder, time, cloningLog);
    }

    private BandwidthEngine? OpenBandwidth(int codecRate, Action<string, Exception> died)
    {
        if (options.SuperResolutionModel.Length == 0)
        {
            return null;
        }

        ModelEntry entry = manifest.Get(ModelRole.SuperResolution, options.SuperResolutionModel);
        ModelManifest.ThrowIfCorrupt(entry);
        if (entry.SampleRate != BandwidthExtender.SampleRate || codecRate != BandwidthExtender.InputRate)
        {
            throw new StreamException(
                StreamError.ServerNotReady,
                $"TTS_SUPER_RESOLUTION_MODEL={entry.Name}: it gives {entry.SampleRate} Hz and the codec {codecRate} Hz; only 16000 to "
                    + $"48000 is known.");
        }

        ApBweModel model = sessions.Open(entry, "model", Threads).Into(graph => new ApBweModel(graph, entry.Name));
        return new BandwidthEngine(model, time, engineMetrics, bandwidthLog, cause => died("bandwidth", cause));
    }

    /// <summary>One short word through every model.</summary>
    private async Task WarmUpAsync(SpeechModels models)
    {
        Voice voice = models.Voices.Voices[0];
        int[] globals = await models.Speakers.GetAsync(voice);
        LmRequest request = new()
        {
            Prompt = models.Prompts.ForSpeech(voice, "Hello.", globals),
            Legal = models.Legal.Speech,
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
        await models.Codec.DecodeAsync(
            new CodecRequest { Semantic = request.Tokens.Read(0, count).ToArray(), Globals = globals, Samples = samples });
        if (models.Bandwidth is { } bandwidth)
        {
            BandwidthExtender extender = new(bandwidth);
            extender.Push(samples);
            await extender.FinishAsync(CancellationToken.None);
        }
    }
}
