using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts;

/// <summary>The speaking half of the server: loads the models, and lets callers in who then speak. Thread-safe.</summary>
/// <remarks>
/// A route that speaks calls <see cref="Enter"/> once, before it reads the body or accepts the socket, and works with the lease alone:
/// its models stay the same for as long as it lives, and everything is said through it. A filter of the route group may call it
/// for all of its routes and put the lease into the request's features. Routes that only look something up use <see cref="Models"/>.
/// <code>
/// using TtsLease lease = speech.Enter(Caller.Of(context));
/// await foreach (SpeechPiece piece in lease.SpeakAsync(request, cancellation)) { … }
/// </code>
/// </remarks>
internal sealed class TextToSpeech(
    TtsLoader loader, TtsOptions options, Readiness readiness, Revival revival, TtsMetrics metrics, TimeProvider time)
    : IModelPart, IDisposable
{
    public const string PartName = "tts";

    private volatile TtsPipeline? _pipeline;

    public string Name => PartName;

    /// <summary>For routes that make no speech.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/> with the reason while there are none.</exception>
    public SpeechModels Models => Pipeline.Models;

    /// <summary>Whether there are <see cref="Models"/>.</summary>
    public bool IsLoaded => _pipeline is not null;

    private TtsPipeline Pipeline
    {
        get
        {
            if (_pipeline is { } loaded)
            {
                return loaded;
            }

            readiness.ThrowUnlessReady(PartName, "Text to speech");
            throw new StreamException(StreamError.ServerNotReady, "Text to speech is not ready.");
        }
    }

    public string Load(CancellationToken cancellation)
    {
        Dispose();
        SpeechModels models = loader.Load((engine, cause) => revival.Died(this, engine, cause), cancellation);
        _pipeline = new TtsPipeline(models, options, time);
        return $"text to speech: {models.Entry.Name} with {models.CodecEntry.Name}, {models.Voices.Voices.Count} voices, {options.Slots} "
            + $"slots{models.Note}";
    }

    /// <summary>Lets a caller in, unless his first audio would come too late.</summary>
    /// <param name="owner">Whose request it is, for a fair share; empty when nobody is known.</param>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ServerStopping"/>, <see cref="StreamError.ServerNotReady"/>, or <see cref="StreamError.ServerBusy"/> with
    /// when to come back.
    /// </exception>
    public TtsLease Enter(string owner = "")
    {
        try
        {
            ThrowUnlessReady();
            TtsPipeline pipeline = Pipeline;
            pipeline.ThrowIfTooLate(owner);
            return new TtsLease(pipeline, owner);
        }
        catch (StreamException refusal)
        {
            metrics.Rejected(refusal);
            throw;
        }
    }

    /// <exception cref="StreamException"><see cref="StreamError.ServerStopping"/> or <see cref="StreamError.ServerNotReady"/>.</exception>
    public void ThrowUnlessReady() => readiness.ThrowUnlessReady(PartName, "Text to speech");

    public void Dispose()
    {
        _pipeline?.Models.Dispose();
        _pipeline = null;
    }
}
