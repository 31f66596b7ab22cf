using System.Globalization;
using StreamServer.Inference.Stt.Features;

namespace StreamServer.Tests.Stt.Features;

public sealed class FbankExtractorTests
{
    // The reference is computed in double precision; logarithms of powers up to 1e12 in float differ in the fourth decimal.
    private const float Tolerance = 2e-3f;

    [Theory]
    [InlineData("fbank_sense_voice.f32")]
    [InlineData("fbank_zipformer.f32")]
    public void Frames_equal_the_independent_computation(string golden)
    {
        float[] expected = GoldenFile.Floats(golden);
        FbankExtractor extractor = new(SpecOf(golden));
        FeatureBuffer rows = extractor.CreateBuffer();

        extractor.Extract(GoldenFile.Samples("fbank_input.s16"), rows, finished: true);

        AssertClose(expected, rows.Values);
    }

    [Theory]
    [InlineData("fbank_sense_voice.f32")]
    [InlineData("fbank_zipformer.f32")]
    public void Frames_do_not_depend_on_how_the_audio_arrives(string golden)
    {
        float[] samples = GoldenFile.Samples("fbank_input.s16");
        FbankExtractor extractor = new(SpecOf(golden));
        FeatureBuffer whole = extractor.CreateBuffer();
        extractor.Extract(samples, whole, finished: true);
        Random random = new(5);

        for (int run = 0; run < 20; run++)
        {
            FeatureBuffer rows = extractor.CreateBuffer();
            for (int length = 0; length < samples.Length;)
            {
                length = Math.Min(samples.Length, length + random.Next(1, 900));
                extractor.Extract(samples.AsSpan(0, length), rows, finished: length == samples.Length);
            }

            Assert.True(whole.Values.SequenceEqual(rows.Values), $"Run {run} with seed 5 differs.");
        }
    }

    [Fact]
    public void Stacked_and_normalised_rows_equal_the_independent_computation()
    {
        float[] expected = GoldenFile.Floats("lfr_sense_voice.f32");
        FbankExtractor extractor = new(FbankSpec.SenseVoice);
        FeatureBuffer rows = extractor.CreateBuffer();
        extractor.Extract(GoldenFile.Samples("fbank_input.s16"), rows, finished: true);
        string shift = string.Join(',', Enumerable.Range(0, 560).Select(i => (-10 + (0.01 * i)).ToString(CultureInfo.InvariantCulture)));
        string scale = string.Join(',', Enumerable.Range(0, 560).Select(i => (0.1 + (0.0005 * i)).ToString(CultureInfo.InvariantCulture)));
        FrameStacker stacker = new(7, 6, Cmvn.FromMetadata(shift, scale));
        float[] stacked = new float[stacker.Rows(rows.Rows) * stacker.Columns];

        stacker.Stack(rows, rows.Rows, stacked);

        AssertClose(expected, stacked);
    }

    [Fact]
    public void A_warm_extractor_allocates_nothing()
    {
        float[] samples = GoldenFile.Samples("fbank_input.s16");
        FbankExtractor extractor = new(FbankSpec.SenseVoice);
        FeatureBuffer rows = extractor.CreateBuffer();
        FrameStacker stacker = new(7, 6, Cmvn.FromMetadata(string.Join(',', new float[560]), string.Join(',', new float[560])));
        float[] stacked = new float[100 * stacker.Columns];

        Assert.Equal(0, Allocations.OnceWarm(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Run();
            }
        }));

        void Run()
        {
            rows.Clear();
            extractor.Extract(samples, rows, finished: false);
            stacker.Stack(rows, rows.Rows, stacked);
        }
    }

    [Fact]
    public void Digital_silence_is_the_floor()
    {
        FbankExtractor extractor = new(FbankSpec.SenseVoice);
        FeatureBuffer rows = extractor.CreateBuffer();

        extractor.Extract(new float[800], rows, finished: true);

        Assert.Equal(3, rows.Rows);
        Assert.All(rows.Values.ToArray(), value => Assert.Equal(MathF.Log(1.1920929e-7f), value, 5));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(399, 0)]
    [InlineData(400, 1)]
    [InlineData(559, 1)]
    [InlineData(560, 2)]
    public void Snipped_edges_give_whole_frames_only(int samples, int frames) =>
        Assert.Equal(frames, new FbankExtractor(FbankSpec.SenseVoice).Frames(samples, finished: true));

    private static FbankSpec SpecOf(string golden) => golden.Contains("zipformer") ? FbankSpec.Zipformer : FbankSpec.SenseVoice;

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance, $"Value {i}: expected {expected[i]}, got {actual[i]}.");
        }
    }
}
