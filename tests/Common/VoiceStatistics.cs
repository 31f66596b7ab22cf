using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Testing;

/// <summary>What tells one speaker from another in a stretch of speech, whatever is said: the spectrum's mean and spread, and the
/// pitch.</summary>
internal sealed class VoiceStatistics
{
    private const int SampleRate = 16000;
    private const int FrameLength = 1024;
    private const int Hop = 320;
    private const int Bands = 40;
    private const int PitchStep = 3; // frames: the dearest of the measures, and the median needs no more
    private const double QuietDb = 35; // frames so far below the loudest are pauses
    private const int ShortestPeriod = SampleRate / 400;
    private const int LongestPeriod = SampleRate / 60;
    private const double LeastLikeness = 0.6; // of a period to the next, for a frame to be voiced

    private static readonly MelBank Bank = MelBank.Slaney(Bands, FrameLength, SampleRate, 80, 7600);

    private readonly double[] _mean = new double[Bands];
    private readonly double[] _spread = new double[Bands];
    private readonly double _pitch;

    /// <param name="samples">16 kHz; a few seconds at least.</param>
    public VoiceStatistics(ReadOnlySpan<float> samples)
    {
        List<(double[] Bands, double Level, int At)> frames = Frames(samples);
        double loudest = frames.Max(frame => frame.Level);
        frames.RemoveAll(frame => frame.Level < loudest - QuietDb);
        for (int band = 0; band < Bands; band++)
        {
            double mean = frames.Average(frame => frame.Bands[band] - frame.Level);
            _mean[band] = mean;
            _spread[band] = Math.Sqrt(frames.Average(frame => Math.Pow(frame.Bands[band] - frame.Level - mean, 2)));
        }

        List<double> pitches = [];
        for (int i = 0; i < frames.Count; i += PitchStep)
        {
            if (PitchOf(samples.Slice(frames[i].At, FrameLength)) is { } hertz)
            {
                pitches.Add(12 * Math.Log2(hertz));
            }
        }

        // The median: a doubled or halved period is no outlier to it.
        pitches.Sort();
        _pitch = pitches.Count > 0 ? pitches[pitches.Count / 2] : double.NaN;
    }

    public VoiceDistance To(VoiceStatistics other) =>
        new(Rms(_mean, other._mean), Rms(_spread, other._spread), Math.Abs(_pitch - other._pitch));

    private static List<(double[] Bands, double Level, int At)> Frames(ReadOnlySpan<float> samples)
    {
        RealFft fft = new(FrameLength);
        float[] window = HannWindow.Periodic(FrameLength);
        float[] frame = new float[FrameLength];
        float[] power = new float[fft.Bins];
        float[] mel = new float[Bands];
        List<(double[], double, int)> frames = [];
        for (int at = 0; at + FrameLength <= samples.Length; at += Hop)
        {
            TensorPrimitives.Multiply(samples.Slice(at, FrameLength), window, frame);
            fft.Power(frame, power);
            Bank.Apply(power, mel);
            double[] decibels = [.. mel.Select(value => 10 * Math.Log10(value + 1e-9))];
            frames.Add((decibels, 10 * Math.Log10(mel.Sum() + 1e-9), at));
        }

        return frames;
    }

    /// <summary>Hz of the best period, by normalised autocorrelation; null for a frame without one.</summary>
    private static double? PitchOf(ReadOnlySpan<float> frame)
    {
        int length = frame.Length - LongestPeriod;
        double own = TensorPrimitives.SumOfSquares(frame[..length]);
        (double Likeness, int Period) best = (LeastLikeness, 0);
        for (int period = ShortestPeriod; period <= LongestPeriod; period++)
        {
            ReadOnlySpan<float> later = frame.Slice(period, length);
            double likeness = TensorPrimitives.Dot(frame[..length], later) / Math.Sqrt(
                (own * TensorPrimitives.SumOfSquares(later)) + 1e-12);
            best = likeness > best.Likeness ? (likeness, period) : best;
        }

        return best.Period > 0 ? (double)SampleRate / best.Period : null;
    }

    private static double Rms(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Average());
}
