using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.Ctc;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.SenseVoice;

/// <summary>SenseVoiceSmall: one encoder run a batch, four tag frames, then CTC. Filter bank frames are kept per utterance.</summary>
internal sealed class SenseVoiceModel : ISttModel
{
    private const int Blank = 0;

    private readonly OnnxGraph _graph;
    private readonly SenseVoiceContract _contract;
    private readonly TokenTable _tokens;
    private readonly SenseVoiceTags _tags;
    private readonly FbankExtractor _fbank = new(FbankSpec.SenseVoice);
    private readonly CtcSearch _search;
    private readonly List<CtcToken> _emissions = [];
    private float[] _input = [];

    public SenseVoiceModel(ModelEntry model, OnnxSessions sessions, int threads)
    {
        _graph = sessions.Open(model, "model", threads);
        try
        {
            _contract = SenseVoiceContract.Read(_graph, model);
            _tokens = TokenTable.Load(model.PathOf("tokens"));
            _tags = new SenseVoiceTags(_tokens);
            Info = new SttModelInfo(
                model.Name,
                [.. _contract.Languages.Keys.Where(
                    name => name is not ("auto" or "nospeech") && (model.Languages.Count == 0 || model.Languages.Contains(name)))]);
            _search = new CtcSearch(model, _tokens, Blank, Info.Languages);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SttModelInfo Info { get; }

    public void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results)
    {
        // 1. Features of each job; only what is new since the last job of its utterance.
        int[] frames = new int[batch.Length];
        var features = new FeatureBuffer[batch.Length];
        for (int row = 0; row < batch.Length; row++)
        {
            SttJob job = batch[row];
            features[row] = job.Utterance.StateOf(this, _fbank.CreateBuffer);
            _fbank.Extract(job.Samples.Span, features[row], finished: false);
            frames[row] = Math.Min(features[row].Rows, _fbank.Frames(job.Samples.Length, finished: false));
        }

        int longest = _contract.Stacker.Rows(frames.Max());
        if (longest == 0)
        {
            results[..batch.Length].Fill(new SttTranscript { Tokens = [], Model = Info.Model });
            return;
        }

        // 2. One padded batch; the padding is zero after CMVN.
        int columns = _contract.Stacker.Columns;
        int size = batch.Length * longest * columns;
        if (_input.Length < size)
        {
            _input = new float[size];
        }

        Array.Clear(_input, 0, size);
        int[] lengths = new int[batch.Length];
        int[] languages = new int[batch.Length];
        int[] norms = new int[batch.Length];
        for (int row = 0; row < batch.Length; row++)
        {
            if (frames[row] > 0)
            {
                _contract.Stacker.Stack(features[row], frames[row], _input.AsSpan(row * longest * columns, longest * columns));
            }

            // The encoder masks by length; a row without any frame counts as one of padding.
            lengths[row] = Math.Max(1, _contract.Stacker.Rows(frames[row]));
            languages[row] = _contract.Languages.GetValueOrDefault(batch[row].Options.Language, _contract.Languages["auto"]);
            norms[row] = batch[row].Options.InverseNormalise ? _contract.WithNormalisation : _contract.WithoutNormalisation;
        }

        // 3. Encoder.
        using OrtValue x = OnnxGraph.Tensor(_input, batch.Length, longest, columns);
        using OrtValue xLength = OnnxGraph.Tensor(lengths, batch.Length);
        using OrtValue language = OnnxGraph.Tensor(languages, batch.Length);
        using OrtValue norm = OnnxGraph.Tensor(norms, batch.Length);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _graph.Run(_contract.Inputs, [x, xLength, language, norm], _contract.Outputs);

        // 4. Tags and text of each row.
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape; // [batch, tags + time, vocabulary]
        Span<float> logits = outputs[0].GetTensorMutableDataAsSpan<float>();
        int vocabulary = (int)shape[2];
        int stride = (int)shape[1] * vocabulary;
        for (int row = 0; row < batch.Length; row++)
        {
            results[row] = frames[row] == 0
                ? new SttTranscript { Tokens = [], Model = Info.Model }
                : Decode(logits.Slice(row * stride, (SenseVoiceTags.Frames + lengths[row]) * vocabulary), vocabulary, batch[row]);
        }
    }

    public void Dispose() => _graph.Dispose();

    private SttTranscript Decode(Span<float> logits, int vocabulary, SttJob job)
    {
        _emissions.Clear();
        _search.Decode(logits[(SenseVoiceTags.Frames * vocabulary)..], vocabulary, job, _emissions);
        List<SttToken> tokens = new(_emissions.Count);
        float half = _contract.FrameSeconds / 2;
        foreach (CtcToken emission in _emissions)
        {
            string piece = _tokens[emission.Id];
            if (SenseVoiceTags.NameOf(piece) is null)
            {
                // A row is centred on its frame: it reaches half a step to both sides.
                tokens.Add(new SttToken(
                    piece,
                    Math.Max(0, (emission.First * _contract.FrameSeconds) - half),
                    (emission.Last * _contract.FrameSeconds) + half,
                    emission.LogProbability));
            }
        }

        CtcTokens.Stretch(tokens);
        return _tags.Read(new SttTranscript { Tokens = tokens, Model = Info.Model }, logits, vocabulary);
    }
}
