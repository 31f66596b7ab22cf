using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Audio;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Vad;

/// <summary>
/// The bundled voice activity model against the published Silero VAD v6.2, whose decisions on the recordings of the functional
/// tests, joined with pauses of 96 to 416 ms, are in silero.txt: <c>#</c> for a window with speech, <c>.</c> for one without.
/// <c>python3 -m evaluation.activity --golden</c> wrote it. The bounds are a little over what was measured (models/tiny/README.md).
/// </summary>
public sealed class TinyVadTests
{
    private const int Window = 512;
    private const int Context = 64;
    private const double Threshold = 0.5;

    private static string Published =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "StreamServer.Tests", "Stt", "Vad", "silero.txt")).Trim();

    [Theory]
    [InlineData(16000, 0.99, 0.006, 0.0215)]
    [InlineData(8000, 0.99, 0.007, 0.0215)]
    public void Speech_and_pauses_are_those_of_the_published_model(int rate, double agreement, double missed, double falseAlarms)
    {
        using InferenceSession session = Open();
        string said = Decisions(session, Joined(), rate);
        string published = Published;

        Assert.Equal(published.Length, said.Length);
        double agree = published.Zip(said).Count(pair => pair.First == pair.Second) / (double)said.Length;
        double miss = published.Zip(said).Count(pair => pair is ('#', '.')) / (double)published.Count(decision => decision == '#');
        double heard = published.Zip(said).Count(pair => pair is ('.', '#')) / (double)published.Count(decision => decision == '.');
        Assert.True(
            agree >= agreement && miss <= missed && heard <= falseAlarms,
                $"{rate} Hz: agrees {agree:P2}, missed {miss:P2}, false alarms {heard:P2}.");
    }

    [Theory]
    [InlineData(8000, Context + Window)]
    [InlineData(16000, (Context + Window) / 2)]
    public void A_width_that_does_not_fit_the_rate_is_refused(int rate, int width)
    {
        using InferenceSession session = Open();

        Assert.Throws<OnnxRuntimeException>(() => Run(session, new float[width], new float[2 * 128], rate));
    }

    private static InferenceSession Open() => new(ModelManifest.Load(Repository.Models).Get(ModelRole.Vad, "tiny-vad").PathOf("model"));

    private static float[] Joined() =>
        [.. TestSpeech.Names.SelectMany(
            (name, index) => (float[])[.. new float[Window * (3 + (5 * index % 11))], .. TestSpeech.Samples(name)])];

    private static string Decisions(InferenceSession session, float[] samples, int rate)
    {
        float[] heard = Resampler.Convert(samples, 16000, rate);
        int window = Window * rate / 16000;
        int context = Context * rate / 16000;
        float[] state = new float[2 * 128];
        float[] input = new float[context + window];
        char[] decisions = new char[samples.Length / Window];
        for (int index = 0; index < decisions.Length; index++)
        {
            input.AsSpan(window).CopyTo(input);
            heard.AsSpan(index * window, window).CopyTo(input.AsSpan(context));
            (float probability, state) = Run(session, input, state, rate);
            decisions[index] = probability >= Threshold ? '#' : '.';
        }

        return new string(decisions);
    }

    private static (float Probability, float[] State) Run(InferenceSession session, float[] input, float[] state, int rate)
    {
        using OrtValue inputValue = OrtValue.CreateTensorValueFromMemory(input, [1, input.Length]);
        using OrtValue stateValue = OrtValue.CreateTensorValueFromMemory(state, [2, 1, 128]);
        using OrtValue rateValue = OrtValue.CreateTensorValueFromMemory(new long[] { rate }, []);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(options, ["input", "state", "sr"], [inputValue, stateValue, rateValue], ["output", "stateN"]);
        return (outputs[0].GetTensorDataAsSpan<float>()[0], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }
}
