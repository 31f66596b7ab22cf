using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.SenseVoice;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Stt.Models;
using Xunit.Abstractions;

namespace StreamServer.Tests.Stt.Real;

/// <summary>The bundled recogniser on digits of the one person of the Free Spoken Digit Dataset on whom it was not trained. The network
/// alone, without the language model.</summary>
public sealed class SpokenDigitsTests(ITestOutputHelper output)
{
    private const int Digits = 500;
    private const int InARow = 4;

    /// <summary>Shares no factor with the number of recordings, so that its multiples come by each of them once, well mixed.</summary>
    private const int Stride = 137;

    private const double Bound = 0.016;
    private static readonly string[] Names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>Bound: two of the 500 words more than the committed model gets wrong.</summary>
    [RealDataFact]
    public void Word_errors_of_a_person_never_heard_stay_below_the_bound()
    {
        ModelEntry model = ModelManifest.Load(Repository.Models).Get(ModelRole.Stt, "tiny-sense-voice");
        using SenseVoiceModel engine = new(model, new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }), threads: 1);
        (int Digit, float[] Samples)[] recordings = [.. RealData.Digits("jackson")];
        Assert.Equal(Digits, recordings.Length);
        int errors = 0;
        for (int first = 0; first < Digits; first += InARow)
        {
            (int Digit, float[] Samples)[] row = [.. Enumerable.Range(first, InARow).Select(i => recordings[i * Stride % Digits])];
            float[] samples = [.. new float[4000], .. row.SelectMany(one => (float[])[.. one.Samples, .. new float[3200]])];
            SttTranscript heard = EngineModel.Run(
                engine, EngineModel.Job(new SttUtterance(0), SttJobKind.Final, samples, SttJobOptions.Default with { Beam = false }))[0];
            errors += WordErrors.Count([.. row.Select(one => Names[one.Digit])],
                WordErrors.Words(WordBuilder.Join(WordBuilder.Build(heard.Tokens, 0))));
        }

        output.WriteLine($"{errors} of {Digits} words, {100.0 * errors / Digits:F1} %");
        Assert.True(errors <= Bound * Digits, $"{errors} of {Digits} digits are wrong.");
    }
}
