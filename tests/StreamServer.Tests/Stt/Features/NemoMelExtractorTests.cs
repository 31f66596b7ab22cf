using StreamServer.Inference.Stt.Features;

namespace StreamServer.Tests.Stt.Features;

public sealed class NemoMelExtractorTests
{
    // The reference is computed in double precision; float shows most in bins with little energy.
    private const float Tolerance = 2e-3f;

    [Theory]
    [InlineData("nemo_128.f32")]
    [InlineData("nemo_quartznet.f32")]
    public void Normalised_frames_equal_the_independent_computation(string golden)
    {
        float[] expected = GoldenFile.Floats(golden);
        float[] samples = GoldenFile.Samples("fbank_input.s16");

        (int frames, float[] values) = Run(SpecOf(golden), samples);

        Assert.Equal(expected.Length, values.Length);
        int bins = values.Length / frames;
        for (int i = 0; i < expected.Length; i++)
        {
            float actual = values[((i % bins) * frames) + (i / bins)];
            Assert.True(Math.Abs(expected[i] - actual) <= Tolerance,
                $"Frame {i / bins}, bin {i % bins}: expected {expected[i]}, got {actual}.");
        }
    }

    [Fact]
    public void Frames_do_not_depend_on_how_the_audio_arrives()
    {
        float[] samples = GoldenFile.Samples("fbank_input.s16");
        NemoMelExtractor extractor = new(new NemoMelSpec(80));
        Random random = new(6);
        for (int run = 0; run < 20; run++)
        {
            FeatureBuffer rows = extractor.CreateBuffer();
            for (int step = 0; step < 12; step++)
            {
                // Audio grows, and is cut now and then.
                int length = random.Next(samples.Length + 1);
                extractor.Extract(samples.AsSpan(0, length), rows);
                FeatureBuffer whole = extractor.CreateBuffer();
                extractor.Extract(samples.AsSpan(0, length), whole);

                Assert.True(whole.Values.SequenceEqual(rows.Values), $"Run {run}, step {step} with seed 6 differs at {length} samples.");
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(159, 0)]
    [InlineData(160, 1)]
    [InlineData(319, 1)]
    [InlineData(16000, 100)]
    public void A_frame_counts_for_every_whole_step(int samples, int frames) => Assert.Equal(frames, NemoMelExtractor.Frames(samples));

    [Fact]
    public void Silence_is_all_zeros_after_normalisation()
    {
        (_, float[] values) = Run(new NemoMelSpec(80), new float[800]);

        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_single_frame_gives_numbers()
    {
        (int frames, float[] values) = Run(new NemoMelSpec(80), GoldenFile.Samples("fbank_input.s16")[..200]);

        Assert.Equal(1, frames);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }

    private static NemoMelSpec SpecOf(string golden) => golden.Contains("quartznet") ? NemoMelSpec.QuartzNet : new NemoMelSpec(128);

    private static (int Frames, float[] Values) Run(NemoMelSpec spec, float[] samples)
    {
        NemoMelExtractor extractor = new(spec);
        FeatureBuffer rows = extractor.CreateBuffer();
        extractor.Extract(samples, rows);
        float[] values = new float[rows.Rows * spec.Bins];
        extractor.Normalise(rows, rows.Rows, rows.Rows, values);
        return (rows.Rows, values);
    }
}
