using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.Ctc;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Nemo;

/// <summary>NeMo's CTC models: FastConformer, Conformer, Parakeet CTC, QuartzNet. The blank is the last token.</summary>
internal sealed class NemoCtcModel : ISttModel
{
    /// <summary>FastConformer: 80 bins, one output frame for eight.</summary>
    private const int FastConformerBins = 80;

    private const int FastConformerSubsampling = 8;

    /// <summary>The first convolution has stride 2.</summary>
    private const int QuartzNetSubsampling = 2;

    private readonly OnnxGraph _graph;
    private readonly bool _takesLengths;
    private readonly NemoConfig _config;
    private readonly NemoFrontEnd _frontEnd;
    private readonly TokenTable _tokens;
    private readonly CtcSearch _search;
    private readonly List<CtcToken> _emissions = [];

    private NemoCtcModel(ModelEntry model, OnnxSessions sessions, int threads, NemoMelSpec features, int subsampling)
    {
        Info = new SttModelInfo(model.Name, []);
        _graph = sessions.Open(model, "model", threads);
        try
        {
            // Exports of purely convolutional models have no lengths: they do not mask.
            _takesLengths = _graph.Inputs.Contains(NemoConfig.Length);
            _config = NemoConfig.Read(_graph, model, features, subsampling);
            _frontEnd = new NemoFrontEnd(_config.Features);
            _tokens = TokenTable.Load(model.PathOf("tokens"));
            _search = new CtcSearch(model, _tokens, _tokens.Count - 1, model.Languages);
        }
        catch
        {
            _graph.Dispose();
            throw;
        }
    }

    public SttModelInfo Info { get; }

    public static NemoCtcModel Conformer(ModelEntry model, OnnxSessions sessions, int threads) =>
        new(model, sessions, threads, new NemoMelSpec(FastConformerBins), FastConformerSubsampling);

    public static NemoCtcModel QuartzNet(ModelEntry model, OnnxSessions sessions, int threads) =>
        new(model, sessions, threads, NemoMelSpec.QuartzNet, QuartzNetSubsampling);

    public void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results)
    {
        results[..batch.Length].Fill(new SttTranscript { Tokens = [], Model = Info.Model });
        SttJob[] jobs = batch.ToArray();
        IEnumerable<int> heard = Enumerable.Range(0, jobs.Length).Where(i => NemoFrontEnd.HasFrames(jobs[i]));

        // What does not mask its padding must not get any.
        foreach (IGrouping<int, int> group in heard.GroupBy(i => _takesLengths ? 0 : NemoMelExtractor.Frames(jobs[i].Samples.Length)))
        {
            int[] rows = [.. group];
            Run([.. rows.Select(i => jobs[i])], rows, results);
        }
    }

    public void Dispose() => _graph.Dispose();

    private void Run(SttJob[] jobs, int[] places, Span<SttTranscript> results)
    {
        _frontEnd.Prepare(this, jobs);
        using OrtValue signal = OnnxGraph.Tensor(_frontEnd.Values, jobs.Length, _frontEnd.Bins, _frontEnd.Width);
        using OrtValue length = OnnxGraph.Tensor(_frontEnd.Lengths, jobs.Length);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _takesLengths
            ? _graph.Run([NemoConfig.AudioSignal, NemoConfig.Length], [signal, length], [_graph.Outputs[0]])
            : _graph.Run([NemoConfig.AudioSignal], [signal], [_graph.Outputs[0]]);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape; // [batch, frames, vocabulary]
        int vocabulary = (int)shape[2];
        if (vocabulary != _tokens.Count)
        {
            throw new StreamException(
                StreamError.ModelFailed,
                $"Model '{Info.Model}' scores {vocabulary} tokens; its vocabulary has {_tokens.Count}.");
        }

        Span<float> scores = outputs[0].GetTensorMutableDataAsSpan<float>();
        int stride = (int)shape[1] * vocabulary;
        for (int row = 0; row < jobs.Length; row++)
        {
            int frames = (int)Math.Min(((_frontEnd.Lengths[row] - 1) / _config.Subsampling) + 1, shape[1]);
            results[places[row]] = new SttTranscript
            {
                Tokens = Describe(scores.Slice(row * stride, frames * vocabulary), vocabulary, jobs[row]),
                Model = Info.Model,
            };
        }
    }

    private List<SttToken> Describe(Span<float> scores, int vocabulary, SttJob job)
    {
        _emissions.Clear();
        _search.Decode(scores, vocabulary, job, _emissions);
        List<SttToken> tokens = CtcTokens.Describe(_emissions, _tokens, _config.FrameSeconds);
        NemoPieces.JoinPunctuation(tokens);
        return tokens;
    }
}
