using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Real;

/// <summary>People, and the published voice activity model.</summary>
public sealed class HumanSpeechTests
{
    private static readonly SegmenterSettings Settings = new();

    [RealDataFact]
    public void The_bundled_voice_activity_model_agrees_with_the_published_one_on_human_speech()
    {
        float[] speech = RealData.Speech();
        float[] published = Probabilities(RealData.Silero, speech);
        float[] bundled = Probabilities(Bundled, speech);

        int agree = published.Zip(bundled).Count(pair => pair.First >= 0.5 == pair.Second >= 0.5);

        Assert.True(agree > 0.975 * published.Length, $"{agree} of {published.Length} windows");
    }

    [RealDataFact]
    public void Both_models_find_nearly_the_same_speech_and_lose_none_of_it()
    {
        float[] speech = RealData.Speech();
        float[] published = Probabilities(RealData.Silero, speech);
        foreach (ModelEntry model in (ModelEntry[])[RealData.Silero, Bundled])
        {
            List<(long Start, long End)> segments = Segments(Probabilities(model, speech));

            Assert.InRange(segments.Count, 8, 40);
            int covered = 0;
            int sure = 0;
            for (int window = 0; window < published.Length; window++)
            {
                if (published[window] > 0.8)
                {
                    long position = window * (long)SileroVad.Window;
                    sure++;
                    covered += segments.Any(
                        segment => segment.Start <= position && position + SileroVad.Window <= segment.End + SileroVad.Window) ? 1 : 0;
                }
            }

            Assert.True(covered >= 0.99 * sure, $"{model.Name}: {covered} of {sure} windows of sure speech are in a segment.");
        }
    }

    [RealDataFact]
    public void Single_digits_of_six_people_are_each_one_segment()
    {
        foreach (ModelEntry model in (ModelEntry[])[RealData.Silero, Bundled])
        {
            (int one, int all) = (0, 0);
            foreach ((_, float[] digit) in RealData.Digits(step: 50))
            {
                float[] samples = [.. new float[16000], .. digit, .. new float[16000]];
                all++;
                one += Segments(Probabilities(model, samples)).Count == 1 ? 1 : 0;
            }

            Assert.True(one >= 0.9 * all, $"{model.Name}: {one} of {all} digits are one segment.");
        }
    }

    private static ModelEntry Bundled => ModelManifest.Load(Repository.Models).Get(ModelRole.Vad, "tiny-vad");

    private static float[] Probabilities(ModelEntry model, float[] samples)
    {
        using SileroVad vad = new(model, new OnnxSessions(new RuntimeOptions { Device = DeviceKind.Cpu }));
        VadState state = new();
        float[] probabilities = new float[samples.Length / SileroVad.Window];
        float[] one = new float[1];
        for (int window = 0; window < probabilities.Length; window++)
        {
            vad.Run([state], [samples.AsMemory(window * SileroVad.Window, SileroVad.Window)], one);
            probabilities[window] = one[0];
        }

        return probabilities;
    }

    private static List<(long Start, long End)> Segments(float[] probabilities)
    {
        SpeechSegmenter segmenter = new(Settings);
        List<(long, long)> segments = [];
        foreach (float probability in probabilities)
        {
            SegmentChange change = segmenter.Push(probability, -30);
            if (change.Kind is SegmentKind.Ended or SegmentKind.Cut)
            {
                segments.Add((change.Start, change.End));
            }
        }

        SegmentChange last = segmenter.Force(segmenter.Position);
        if (last.Kind == SegmentKind.Ended)
        {
            segments.Add((last.Start, last.End));
        }

        return segments;
    }
}
