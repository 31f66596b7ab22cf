using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.Ctc;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Wav2Vec2;

/// <summary>
/// wav2vec2 and its kin (HuBERT, WavLM) with a CTC head over letters; the input is the waveform. Reads onnx-asr's export
/// (<c>input_values</c>, <c>input_lengths</c>; normalises by itself) and Optimum's (<c>input_values</c>, perhaps
/// <c>attention_mask</c>; wants normalised samples).
/// </summary>
internal sealed class Wav2Vec2Model : ISttModel
{
    /// <summary>Samples of an output frame: the product of the convolutions' strides (5·2⁶).</summary>
    private const int Stride = 320;

    /// <summary>Samples that the first output frame sees.</summary>
    private const int ReceptiveField = 400;

    /// <summary>transformers, <c>Wav2Vec2FeatureExtractor.zero_mean_unit_var_norm</c>.</summary>
    private const double VarianceGuard = 1e-7;

    private const string Values = "input_values";
    private const string Lengths = "input_lengths";
    private const string Mask = "attention_mask";

    private readonly OnnxGraph _graph;
    private readonly Wav2Vec2Vocabulary _vocabulary;
    private readonly CtcSearch _search;
    private readonly List<CtcToken> _emissions = [];
    private float[] _samples = [];
    private long[] _mask = [];

    public Wav2Vec2Model(ModelEntry model, OnnxSessions sessions, int threads)
    {
        Info = new SttModelInfo(model.Name, []);
        _graph = sessions.Open(model, "model", threads);
        try
        {
            _graph.Require(Values);
            _vocabulary = Wav2Vec2Vocabulary.Load(model);
            _search = new CtcSearch(model, _vocabulary.Tokens, _vocabulary.Blank, model.Languages);
        }
        catch
        {
            _graph.Dispose();
            throw;
        }
    }

    public SttModelInfo Info { get; }

    private bool TakesLengths => _graph.Inputs.Contains(Lengths);

    private bool TakesMask => _graph.Inputs.Contains(Mask);

    public void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results)
    {
        results[..batch.Length].Fill(new SttTranscript { Tokens = [], Model = Info.Model });
        SttJob[] jobs = batch.ToArray();
        IEnumerable<int> heard = Enumerable.Range(0, jobs.Length).Where(i => jobs[i].Samples.Length >= ReceptiveField);

        // What does not mask its padding must not get any.
        foreach (IGrouping<int, int> group in heard.GroupBy(i => TakesLengths || TakesMask ? 0 : jobs[i].Samples.Length))
        {
            int[] rows = [.. group];
            Run([.. rows.Select(i => jobs[i])], rows, results);
        }
    }

    public void Dispose() => _graph.Dispose();

    private void Run(SttJob[] jobs, int[] places, Span<SttTranscript> results)
    {
        int width = Fill(jobs);
        long[] lengths = [.. jobs.Select(job => (long)job.Samples.Length)];
        using OrtValue values = OnnxGraph.Tensor(_samples, jobs.Length, width);
        using OrtValue valid = TakesLengths ? OnnxGraph.Tensor(lengths, jobs.Length) : OnnxGraph.Tensor(_mask, jobs.Length, width);
        using IDisposableReadOnlyCollection<OrtValue> outputs = (TakesLengths, TakesMask) switch
        {
            (true, _) => _graph.Run([Values, Lengths], [values, valid], [_graph.Outputs[0]]),
            (_, true) => _graph.Run([Values, Mask], [values, valid], [_graph.Outputs[0]]),
            _ => _graph.Run([Values], [values], [_graph.Outputs[0]]),
        };
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape; // [batch, frames, vocabulary]
        Span<float> scores = outputs[0].GetTensorMutableDataAsSpan<float>();
        int vocabulary = (int)shape[2];
        int stride = (int)shape[1] * vocabulary;
        for (int row = 0; row < jobs.Length; row++)
        {
            int frames = Math.Min(Frames(jobs[row].Samples.Length), (int)shape[1]);
            _emissions.Clear();
            _search.Decode(scores.Slice(row * stride, frames * vocabulary), vocabulary, jobs[row], _emissions);
            results[places[row]] = new SttTranscript
            {
                Tokens = CtcTokens.Describe(_emissions, _vocabulary.Tokens, Stride / (float)FbankSpec.SampleRate),
                Model = Info.Model,
            };
        }
    }

    /// <summary>Output frames of a row: onnx-asr's bound, or what the convolutions give without padding.</summary>
    private int Frames(int samples) => TakesLengths ? (samples / Stride) + 1 : ((samples - ReceptiveField) / Stride) + 1;

    /// <returns>Samples of every row, padding included.</returns>
    private int Fill(SttJob[] jobs)
    {
        int width = jobs.Max(job => job.Samples.Length);
        Scratch.Reserve(ref _samples, jobs.Length * width);
        Array.Clear(_samples, 0, jobs.Length * width);
        Scratch.Reserve(ref _mask, jobs.Length * width);
        Array.Clear(_mask, 0, jobs.Length * width);
        for (int row = 0; row < jobs.Length; row++)
        {
            ReadOnlySpan<float> samples = jobs[row].Samples.Span;
            Span<float> target = _samples.AsSpan(row * width, samples.Length);
            samples.CopyTo(target);
            _mask.AsSpan(row * width, samples.Length).Fill(1);
            if (!TakesLengths)
            {
                Normalise(target);
            }
        }

        return width;
    }

    /// <summary>Mean 0, variance 1.</summary>
    private static void Normalise(Span<float> samples)
    {
        double mean = 0;
        foreach (float sample in samples)
        {
            mean += sample;
        }

        mean /= samples.Length;
        double variance = 0;
        foreach (float sample in samples)
        {
            variance += (sample - mean) * (sample - mean);
        }

        float scale = (float)(1 / Math.Sqrt((variance / samples.Length) + VarianceGuard));
        TensorPrimitives.Subtract(samples, (float)mean, samples);
        TensorPrimitives.Multiply(samples, scale, samples);
    }
}
