using StreamServer.Endpoints.Server;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary>Text to speech in this process, without a server: for measuring it, and for something to measure hearing with.</summary>
internal sealed class SpokenSentences : IAsyncDisposable
{
    private static readonly string[] Texts =
    [
        "The train to the coast leaves at half past nine.",
        "Could you tell me where the library is, please?",
        "She laughed, closed the book, and went outside.",
    ];

    private readonly WebApplication _app;
    private readonly TextToSpeech _speech;
    private int _next;

    private SpokenSentences(WebApplication app)
    {
        _app = app;
        _speech = app.Services.GetRequiredService<TextToSpeech>();
    }

    public int SampleRate => _speech.Models.SampleRate;

    /// <summary>Loads <paramref name="model"/> as the server does.</summary>
    /// <exception cref="Inference.StreamException">It does not load.</exception>
    public static SpokenSentences Load(ModelsContext context, ModelEntry model, CancellationToken cancellation)
    {
        WebApplication app = ServerApp.Build(
            new("MODELS_DIR", context.Manifest.Folder), new("TTS_MODEL", model.Name), new("PORT", "0"), new("LOG_LEVEL", "Error"));
        SpokenSentences sentences = new(app);
        sentences._speech.Load(cancellation);
        return sentences;
    }

    /// <summary>Speaks the next of a few sentences.</summary>
    /// <returns>The samples, and the time until the first of them.</returns>
    public async Task<(float[] Samples, TimeSpan First)> SpeakAsync(TimeProvider time, CancellationToken cancellation)
    {
        using TtsLease lease = _speech.Enter();
        SpeechRequest request = new()
        {
            Text = Texts[_next % Texts.Length],
            Voice = lease.Models.Voices.Voices[0],
            Sampling = SamplingSettings.Of(lease.Models.Spec.Sampling),
            Seed = (ulong)_next++,
        };
        List<float> samples = [];
        long start = time.GetTimestamp();
        TimeSpan first = TimeSpan.Zero;
        await foreach (SpeechPiece piece in lease.SpeakAsync(request, cancellation))
        {
            if (samples.Count == 0)
            {
                first = time.GetElapsedTime(start);
            }

            samples.AddRange(piece.Samples.Span);
        }

        return ([.. samples], first);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
