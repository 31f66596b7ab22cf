using StreamServer.Inference.Tts.Cloning;

namespace StreamServer.Tests.Tts.Cloning;

public sealed class SpeakerMelTests
{
    private const int FftSize = 1024;
    private const int WindowLength = 640;

    [Fact]
    public void The_spectrogram_equals_the_definition_in_double()
    {
        Random random = new(11);
        float[] samples = [.. Enumerable.Range(0, 10 * SpeakerMel.Hop)
            .Select(i => (float)((0.4 * Math.Sin(i * 0.07)) + (0.3 * Math.Sin(i * i * 1e-4)) + (0.1 * (random.NextDouble() - 0.5))))];

        float[] mel = SpeakerMel.Compute(samples);

        double[][] bank = Bank();
        Assert.Equal(11 * SpeakerMel.Bands, mel.Length);
        for (int frame = 0; frame < 11; frame++)
        {
            double[] magnitude = Magnitude(samples, frame);
            for (int band = 0; band < SpeakerMel.Bands; band++)
            {
                double expected = bank[band].Zip(magnitude, (weight, value) => weight * value).Sum();
                Assert.Equal(expected, mel[(frame * SpeakerMel.Bands) + band], 1e-6 + (1e-4 * expected));
            }
        }
    }

    [Fact]
    public void Six_seconds_are_the_301_frames_that_the_encoder_was_trained_on() => Assert.Equal(301, SpeakerMel.Frames(96_000));

    /// <summary>torch.stft: center, reflect, the window in the middle of the frame.</summary>
    private static double[] Magnitude(float[] samples, int frame)
    {
        double[] result = new double[(FftSize / 2) + 1];
        for (int k = 0; k < result.Length; k++)
        {
            (double re, double im) = (0, 0);
            for (int i = 0; i < WindowLength; i++)
            {
                int at = (frame * SpeakerMel.Hop) + i - (WindowLength / 2);
                at = at < 0 ? -at : at >= samples.Length ? (2 * (samples.Length - 1)) - at : at;
                double value = samples[at] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / WindowLength)));
                re += value * Math.Cos(2 * Math.PI * k * i / FftSize);
                im -= value * Math.Sin(2 * Math.PI * k * i / FftSize);
            }

            result[k] = Math.Sqrt((re * re) + (im * im));
        }

        return result;
    }

    /// <summary>torchaudio.functional.melscale_fbanks(513, 10, 8000, 128, 16000, norm="slaney", mel_scale="slaney"), by band.</summary>
    private static double[][] Bank()
    {
        double low = ToMel(10);
        double high = ToMel(8000);
        double[] points = [.. Enumerable.Range(0, SpeakerMel.Bands + 2)
            .Select(i => ToHz(low + ((high - low) * i / (SpeakerMel.Bands + 1))))];
        return
        [
            .. Enumerable.Range(0, SpeakerMel.Bands).Select(band => Enumerable.Range(0, (FftSize / 2) + 1).Select(k =>
            {
                double hz = 8000.0 * k / (FftSize / 2);
                double up = (hz - points[band]) / (points[band + 1] - points[band]);
                double down = (points[band + 2] - hz) / (points[band + 2] - points[band + 1]);
                return Math.Max(0, Math.Min(up, down)) * 2 / (points[band + 2] - points[band]);
            }).ToArray()),
        ];
    }

    private static double ToMel(double hz) => hz >= 1000 ? 15 + (Math.Log(hz / 1000) / (Math.Log(6.4) / 27)) : hz / (200.0 / 3);

    private static double ToHz(double mel) => mel >= 15 ? 1000 * Math.Exp(Math.Log(6.4) / 27 * (mel - 15)) : mel * (200.0 / 3);
}
