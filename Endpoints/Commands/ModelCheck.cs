using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Inference.Tts;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands;

/// <summary>
/// Opens every model that the settings choose, with the loaders that the server has: names, roles, kinds, sizes, hashes, and whether the
/// graphs run. One model's mistake does not hide another's.
/// </summary>
/// <param name="services">The server's, not started.</param>
internal sealed class ModelCheck(IServiceProvider services)
{
    private readonly List<string> _mistakes = [];
    private readonly List<string> _opened = [];

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Names of the models that were opened.</summary>
    public IReadOnlyList<string> Opened => _opened;

    public void Run(CancellationToken cancellation)
    {
        // Without a manifest there is a mistake among the settings that says so.
        if (services.GetService<ModelManifest>() is not { } manifest)
        {
            return;
        }

        OnnxSessions? sessions = services.GetService<OnnxSessions>();
        bool speechIsThere = true;
        List<string> speech = [];
        foreach (ModelChoice choice in ModelChoice.Of(services.GetRequiredService<SttOptions>(), services.GetRequiredService<TtsOptions>()))
        {
            foreach (string name in choice.Names)
            {
                cancellation.ThrowIfCancellationRequested();
                IReadOnlyList<ModelEntry>? models = Find(manifest, choice, name);
                bool isSpeech = choice.Role is not (ModelRole.Stt or ModelRole.Vad);
                speechIsThere &= !isSpeech || models is not null;
                if (models is null || sessions is null)
                {
                    continue;
                }

                if (isSpeech)
                {
                    speech.AddRange(models.Select(model => model.Name));
                }
                else if (!_opened.Contains(models[0].Name) && Try(choice, name, () => Open(models[0], sessions)))
                {
                    _opened.Add(models[0].Name);
                }
            }
        }

        // What speaks is opened as a whole: language model, codec and what widens the band must fit together.
        if (speechIsThere && sessions is not null && Try(null, "", () => LoadSpeech(cancellation)))
        {
            _opened.AddRange(speech);
        }
    }

    private static void Open(ModelEntry model, OnnxSessions sessions)
    {
        if (model.Role == ModelRole.Vad)
        {
            using SileroVad vad = new(model, sessions);
            vad.Run([new VadState()], [new float[SileroVad.Window]], new float[1]);
        }
        else
        {
            SttModels.Create(model, sessions, threads: 1).Dispose();
        }
    }

    private void LoadSpeech(CancellationToken cancellation) =>
        services.GetServices<IModelPart>().First(part => part.Name == TextToSpeech.PartName).Load(cancellation);

    /// <summary>The chosen model and those that it names; null when something about them is wrong.</summary>
    private List<ModelEntry>? Find(ModelManifest manifest, ModelChoice choice, string name)
    {
        int before = _mistakes.Count;
        List<ModelEntry> models = [];
        if (Try(choice, name, () => models.Add(manifest.Get(choice.Role, name))) && models[0].Tts is { } speech)
        {
            Try(choice, name, () => models.Add(manifest.Get(ModelRole.TtsCodec, speech.Codec)));
            if (speech.SpeakerEncoder is { } encoder)
            {
                Try(choice, name, () => models.Add(manifest.Get(ModelRole.TtsSpeaker, encoder)));
            }
        }

        foreach (string problem in models.SelectMany(ModelManifest.Verify))
        {
            Say(choice, name, problem);
        }

        return _mistakes.Count == before ? models : null;
    }

    private bool Try(ModelChoice? choice, string name, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception) when (exception is StreamException or IOException or UnauthorizedAccessException)
        {
            Say(choice, name, exception.Message);
            return false;
        }
    }

    private void Say(ModelChoice? choice, string name, string problem)
    {
        string mistake = choice is null ? problem : $"{choice.Setting}={name}: {problem}";
        if (!_mistakes.Contains(mistake))
        {
            _mistakes.Add(mistake);
        }
    }
}
