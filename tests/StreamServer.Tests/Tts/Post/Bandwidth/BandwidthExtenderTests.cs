using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Post;
using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Models.Conversion;
using StreamServer.Models.Conversion.ApBwe;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Tts.Post.Bandwidth;

public sealed class BandwidthExtenderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TensorBag _bag = SmallApBwe.Checkpoint(BandwidthExtender.Bins);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4001)]
    [InlineData(240)]
    [InlineData(1)]
    public async Task A_whole_signal_equals_the_transforms_and_the_network_in_plain_loops(int length)
    {
        float[] signal = Signal(length);
        using BandwidthEngine engine = Open(WeightFormat.Fp32);

        float[] wide = await ExtendAsync(engine, signal, [length]);

        double[] expected = Whole(signal, Analyse(signal));
        Assert.Equal(length, wide.Length);
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0.001, "A silent reference says nothing.");
        for (int i = 0; i < length; i++)
        {
            Assert.True(Math.Abs(expected[i] - wide[i]) <= 2e-3 * scale, $"Sample {i}: expected {expected[i]:R}, got {wide[i]:R}.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Windows_give_what_the_network_gives_for_the_whole_signal(bool isQuantised)
    {
        float[] signal = Signal(60_000);
        using BandwidthEngine engine = Open(isQuantised ? WeightFormat.Int8 : WeightFormat.Fp32);

        float[] windows = await ExtendAsync(engine, signal, [signal.Length]);

        float[] whole = AtOnce(signal);
        double scale = whole.Max(Math.Abs);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.True(Math.Abs(whole[i] - windows[i]) <= 1e-4 * scale, $"Sample {i}: {whole[i]:R} at once, {windows[i]:R} by windows.");
        }
    }

    [Fact]
    public async Task The_output_does_not_depend_on_how_the_input_was_cut()
    {
        const int Seed = 20260;
        float[] signal = Signal(70_001);
        using BandwidthEngine engine = Open(WeightFormat.Fp32);
        float[] expected = await ExtendAsync(engine, signal, [signal.Length]);

        Random random = new(Seed);
        for (int round = 0; round < 3; round++)
        {
            int[] cuts = [.. Enumerable.Range(0, 400).Select(_ => random.Next(1, round == 0 ? 300 : 9000))];
            float[] actual = await ExtendAsync(engine, signal, cuts);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"Seed {Seed}, round {round}.");
        }
    }

    [Fact]
    public async Task Audio_comes_as_soon_as_its_context_is_there()
    {
        using BandwidthEngine engine = Open(WeightFormat.Fp32);
        BandwidthExtender extender = new(engine);

        extender.Push(Signal(60 * BandwidthExtender.Hop));
        await extender.RunAsync(default).AsTask().WaitAsync(Limit);
        Assert.Equal(0, extender.Available);

        extender.Push(Signal(BandwidthExtender.LatencySamples));
        await extender.RunAsync(default).AsTask().WaitAsync(Limit);
        Assert.Equal((60 * BandwidthExtender.Hop) - (BandwidthExtender.WindowLength / 2), extender.Available);
    }

    [Fact]
    public async Task A_caller_who_is_gone_is_not_served_and_an_engine_that_stopped_says_so()
    {
        BandwidthEngine engine = Open(WeightFormat.Fp32);
        BandwidthWindow window = new(4) { Frames = 4 };
        using (CancellationTokenSource gone = new())
        {
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.ExtendAsync(window, gone.Token).WaitAsync(Limit));
        }

        engine.Dispose();
        StreamException told = await Assert.ThrowsAsync<StreamException>(() => engine.ExtendAsync(window, default).WaitAsync(Limit));
        Assert.Equal(StreamError.ServerStopping, told.Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(2000)]
    public void What_it_hears_is_converted_as_the_network_was_trained(int length)
    {
        float[] narrow = [.. Signal(3 * length).Where((_, i) => i % 3 == 0)];
        Resampler upsampler = BandwidthExtender.Upsampler();
        upsampler.Push(narrow.AsSpan(0, length / 2));
        upsampler.Push(narrow.AsSpan(length / 2));
        upsampler.Flush();
        float[] wide = new float[upsampler.Available];
        upsampler.Pull(wide);

        Assert.Equal(3 * length, wide.Length);
        for (int n = 0; n < wide.Length; n++)
        {
            // torchaudio's sinc_interp_hann of width 6 and rolloff 0.99, by definition.
            double expected = 0;
            for (int i = 0; i < length; i++)
            {
                double t = Math.Clamp(0.99 * (i - (n / 3.0)), -6, 6);
                double sinc = t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
                expected += narrow[i] * 0.99 * sinc * Math.Pow(Math.Cos(Math.PI * t / 12), 2);
            }

            Assert.Equal(expected, wide[n], 1e-6);
        }
    }

    [Fact]
    public async Task A_response_hears_its_speech_through_that_conversion()
    {
        float[] narrow = [.. Signal(48_000).Where((_, i) => i % 3 == 0)];
        using BandwidthEngine engine = Open(WeightFormat.Fp32);
        Resampler upsampler = BandwidthExtender.Upsampler();
        upsampler.Push(narrow);
        upsampler.Flush();
        float[] input = new float[upsampler.Available];
        upsampler.Pull(input);
        float[] expected = await ExtendAsync(engine, input, [input.Length]);

        ArrayBufferWriter<byte> bytes = new();
        using AudioOutput output = new(BandwidthExtender.InputRate, new PcmEncoder(48_000), 1, 1, new BandwidthExtender(engine));
        output.Start(bytes, null);
        await output.WriteAsync(narrow, bytes, default).AsTask().WaitAsync(Limit);
        await output.FinishAsync(bytes, default).AsTask().WaitAsync(Limit);

        short[] samples = [.. MemoryMarshal.Cast<byte, short>(bytes.WrittenSpan)];
        Assert.Equal(expected.Length, samples.Length);
        Assert.All(expected.Zip(samples), pair => Assert.Equal(Math.Clamp(pair.First, -1, 1), pair.Second / 32768.0, 1e-3));
    }

    private static async Task<float[]> ExtendAsync(BandwidthEngine engine, float[] signal, int[] cuts)
    {
        BandwidthExtender extender = new(engine);
        int at = 0;
        for (int i = 0; at < signal.Length; i++)
        {
            int count = Math.Min(cuts[i % cuts.Length], signal.Length - at);
            extender.Push(signal.AsSpan(at, count));
            at += count;
            await extender.RunAsync(default).AsTask().WaitAsync(Limit);
        }

        await extender.FinishAsync(default).AsTask().WaitAsync(Limit);
        float[] wide = new float[extender.Available];
        extender.Pull(wide);
        return wide;
    }

    private BandwidthEngine Open(WeightFormat weights)
    {
        _bag.WriteSafetensors(_folder.File("model.safetensors"));
        using (SafetensorsFile checkpoint = new(_folder.File("model.safetensors")))
        {
            ApBweGraph.Write(checkpoint, _folder.File("model.onnx"), weights);
        }

        BandwidthEngine engine = new(new ApBweModel(new OnnxGraph(new InferenceSession(_folder.File("model.onnx")), "small"), "small"),
            TimeProvider.System, new TestMeters().MakeEngines(), NullLogger<BandwidthEngine>.Instance, _ => { });
        engine.Start();
        return engine;
    }

    /// <summary>Something like speech: a few gliding partials that swell and fade, and a little noise.</summary>
    private static float[] Signal(int length)
    {
        Random random = new(7);
        float[] signal = new float[length];
        for (int i = 0; i < length; i++)
        {
            double t = (i + 4800) / 48000.0;
            double swell = 0.5 - (0.5 * Math.Cos(2 * Math.PI * 3 * t));
            signal[i] = (float)((swell * Enumerable.Range(1, 5).Sum(k => Math.Sin(2 * Math.PI * 220 * k * t * (1 + (0.1 * t))) / (4 * k)))
                + (0.01 * (random.NextDouble() - 0.5)));
        }

        return signal;
    }

    private static BandwidthWindow Analyse(float[] signal)
    {
        int padded = (signal.Length + BandwidthExtender.Hop - 1) / BandwidthExtender.Hop * BandwidthExtender.Hop;
        int frames = (padded / BandwidthExtender.Hop) + 1;
        BandwidthWindow window = new(frames) { Frames = frames };
        float[] input = [.. signal, .. new float[padded - signal.Length]];
        new BandwidthAnalysis().Fill(window, input, 0, 0);
        return window;
    }

    /// <summary>The transforms of the extender around one run over every frame there is.</summary>
    private float[] AtOnce(float[] signal)
    {
        BandwidthWindow window = Analyse(signal);
        int frames = window.Frames;
        using ApBweModel model = new(new OnnxGraph(new InferenceSession(_folder.File("model.onnx")), "small"), "small");
        model.Run(window);
        SampleQueue output = new();
        new BandwidthSynthesis(frames).Add(window, 0, frames, 0, frames, signal.Length, output);
        return output.Unread.ToArray();
    }

    /// <summary>
    /// <c>amp_pha_stft</c>, the network, <c>amp_pha_istft</c>, in double and by definition. The network is given the phases of
    /// <paramref name="analysed"/> once they are found to be right: a frame that is its own mirror image, as the first and the
    /// last are, has phases of 0 and ±π, and which of the two is a matter of rounding.
    /// </summary>
    private double[] Whole(float[] signal, BandwidthWindow analysed)
    {
        const int Size = BandwidthExtender.FftSize;
        const int Length = BandwidthExtender.WindowLength;
        int padded = (signal.Length + BandwidthExtender.Hop - 1) / BandwidthExtender.Hop * BandwidthExtender.Hop;
        int frames = (padded / BandwidthExtender.Hop) + 1;
        double[] shape = [.. Enumerable.Range(0, Length).Select(i => Math.Pow(Math.Sin(Math.PI * i / Length), 2))];
        double[][] amp = New(BandwidthExtender.Bins, frames);
        double[][] pha = New(BandwidthExtender.Bins, frames);
        for (int t = 0; t < frames; t++)
        {
            for (int k = 0; k < BandwidthExtender.Bins; k++)
            {
                (double re, double im) = (0, 0);
                for (int i = 0; i < Length; i++)
                {
                    double x = At((t * BandwidthExtender.Hop) + i - (Length / 2)) * shape[i];
                    double angle = -2 * Math.PI * k * (i + ((Size - Length) / 2)) / Size;
                    re += x * Math.Cos(angle);
                    im += x * Math.Sin(angle);
                }

                double magnitude = Math.Sqrt((re * re) + (im * im));
                amp[k][t] = Math.Log(magnitude + 1e-4);
                pha[k][t] = analysed.Phase[(k * frames) + t];
                Assert.Equal(0, magnitude * Math.Sin((pha[k][t] - Math.Atan2(im, re)) / 2), 2e-5);
                Assert.Equal(magnitude + 1e-4, Math.Exp(analysed.LogMagnitude[(k * frames) + t]), 2e-5);
            }
        }

        (double[][] wide, double[][] real, double[][] imaginary) = ReferenceApBwe.Run(_bag, amp, pha);
        double[] sum = new double[padded + Length];
        double[] weight = new double[padded + Length];
        for (int t = 0; t < frames; t++)
        {
            for (int i = 0; i < Length; i++)
            {
                double value = 0;
                for (int k = 0; k < BandwidthExtender.Bins; k++)
                {
                    double angle = Math.Atan2(imaginary[k][t], real[k][t]) + (2 * Math.PI * k * (i + ((Size - Length) / 2)) / Size);
                    value += (k is 0 or (Size / 2) ? 1 : 2) * Math.Exp(wide[k][t]) * Math.Cos(angle) / Size;
                }

                sum[(t * BandwidthExtender.Hop) + i] += value * shape[i];
                weight[(t * BandwidthExtender.Hop) + i] += shape[i] * shape[i];
            }
        }

        return [.. Enumerable.Range(Length / 2, signal.Length).Select(i => sum[i] / weight[i])];

        double At(int i)
        {
            while (i < 0 || i >= padded)
            {
                i = i < 0 ? -i : (2 * (padded - 1)) - i;
            }

            return i < signal.Length ? signal[i] : 0;
        }
    }

    private static double[][] New(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
