using StreamServer.Inference.Audio.Spectra;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Models.Manifest;
using Xunit.Abstractions;

namespace StreamServer.Tests.Tts.Codec;

/// <summary>
/// The bundled pack's twelve speakers. All speak the same codes here, so that whatever differs is the speaker.
/// </summary>
public sealed class SpeakersTests(ITestOutputHelper output)
{
    private const int SampleRate = 16000;
    private const int Frame = 1024;

    // A step in pitch of one semitone, and the spectral distance at which two voices are told apart easily.
    private const double Semitone = 1.06;
    private const double Distance = 2.5;

    private static readonly long[] Ids = ReferenceFile.Read<long>("t_ids.bin");
    private static readonly IReadOnlyList<SpeakerSpec> Speakers = BundledModels.Lm.Tts!.Speakers;

    [Fact]
    public void Every_speaker_sounds_as_the_reference_says()
    {
        const int tokens = 12;
        float[] reference = ReferenceFile.Read<float>("t_speakers.bin");
        using BiCodecModel codec = BundledModels.OpenCodec(2);
        Assert.Equal(12, Speakers.Count);
        Assert.Equal(reference.Length, Speakers.Count * tokens * 320);
        for (int row = 0; row < Speakers.Count; row++)
        {
            ReadOnlySpan<float> samples = codec.Decode(Ids.AsSpan(100, tokens), Globals(Speakers[row]), 1);
            for (int i = 0; i < samples.Length; i++)
            {
                Assert.Equal(reference[(row * tokens * 320) + i], samples[i], 1e-5f);
            }
        }
    }

    [Fact]
    public void No_two_speakers_sound_alike()
    {
        using BiCodecModel codec = BundledModels.OpenCodec(2);
        Sound[] sounds = [.. Speakers.Select(speaker => new Sound(codec.Decode(Ids.AsSpan(0, 200), Globals(speaker), 1)))];
        for (int i = 0; i < sounds.Length; i++)
        {
            output.WriteLine($"{Name(i)}: {sounds[i].Pitch:F0} Hz, {sounds[i].Loudness:F1} dB");
            for (int j = 0; j < i; j++)
            {
                double pitch = Math.Max(sounds[i].Pitch, sounds[j].Pitch) / Math.Min(sounds[i].Pitch, sounds[j].Pitch);
                double colour = sounds[i].DistanceTo(sounds[j]);
                output.WriteLine($"    {Name(j)}: pitch x{pitch:F2}, spectrum {colour:F1} dB");
                Assert.True(colour > Distance, $"{Name(i)} and {Name(j)}: {colour:F1} dB");
                Assert.True(pitch > Semitone || colour > 1.2 * Distance, $"{Name(i)} and {Name(j)}: pitch x{pitch:F2}, {colour:F1} dB");
            }
        }
    }

    private static string Name(int index) => Speakers[index].Friendly ?? Speakers[index].Name;

    private static long[] Globals(SpeakerSpec speaker) => [.. speaker.Globals!.Select(number => (long)number)];

    /// <summary>Median pitch in Hz, mean level of 20 mel bands in dB without their mean, and that mean.</summary>
    private sealed class Sound
    {
        private const int Bands = 20;
        private readonly double[] _bands = new double[Bands];

        public Sound(ReadOnlySpan<float> samples)
        {
            RealFft fft = new(Frame);
            float[] frame = new float[Frame];
            float[] power = new float[fft.Bins];
            List<double> pitches = [];
            int count = 0;
            for (int start = 0; start + Frame <= samples.Length; start += Frame)
            {
                for (int i = 0; i < Frame; i++)
                {
                    frame[i] = samples[start + i] * (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Frame)));
                }

                fft.Power(frame, power);
                if (Period(samples.Slice(start, Frame)) is not { } period)
                {
                    continue;
                }

                pitches.Add(SampleRate / (double)period);
                count++;
                for (int band = 0; band < Bands; band++)
                {
                    int from = Bin(band);
                    int to = Math.Max(from + 1, Bin(band + 1));
                    double sum = 1e-9;
                    for (int bin = from; bin < to; bin++)
                    {
                        sum += power[bin] / (to - from);
                    }

                    _bands[band] += 10 * Math.Log10(sum);
                }
            }

            pitches.Sort();
            Pitch = pitches[pitches.Count / 2];
            Loudness = _bands.Average() / count;
            for (int band = 0; band < Bands; band++)
            {
                _bands[band] = (_bands[band] / count) - Loudness;
            }
        }

        public double Pitch { get; }

        public double Loudness { get; }

        public double DistanceTo(Sound other) => Math.Sqrt(_bands.Zip(other._bands, (one, two) => (one - two) * (one - two)).Average());

        // 20 bands evenly spaced on the mel scale between 150 and 7000 Hz.
        private static int Bin(int band)
        {
            const double low = 219.6;
            const double high = 2702;
            double mel = low + ((high - low) * band / Bands);
            return (int)Math.Round(700 * (Math.Pow(10, mel / 2595) - 1) * Frame / SampleRate);
        }

        /// <summary>The lag of the best autocorrelation between 65 and 300 Hz; null where it is weak.</summary>
        private static int? Period(ReadOnlySpan<float> samples)
        {
            (double best, int period) = (0, 0);
            for (int lag = SampleRate / 300; lag <= SampleRate / 65; lag++)
            {
                (double product, double one, double two) = (0, 1e-6, 1e-6);
                for (int i = 0; i + lag < samples.Length; i++)
                {
                    product += samples[i] * samples[i + lag];
                    one += samples[i] * samples[i];
                    two += samples[i + lag] * samples[i + lag];
                }

                // The shortest of equally good lags is the period, its multiples are not.
                if (product / Math.Sqrt(one * two) > best + 0.03)
                {
                    (best, period) = (product / Math.Sqrt(one * two), lag);
                }
            }

            return best > 0.6 ? period : null;
        }
    }
}
