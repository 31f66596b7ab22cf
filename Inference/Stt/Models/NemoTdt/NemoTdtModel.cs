using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Inference.Stt.Models.Nemo;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>
/// NeMo's transducers: Parakeet TDT, and plain ones. One encoder run a batch, then the greedy search of all rows in step. Reads
/// NeMo's export (<c>encoder</c>, <c>decoder_joint</c>) and sherpa-onnx's (<c>encoder</c>, <c>decoder</c>, <c>joiner</c>).
/// </summary>
internal sealed class NemoTdtModel : ISttModel
{
    private const string EncoderOutput = "outputs";
    private const string EncoderLengths = "encoded_lengths";

    private readonly OnnxGraph _encoder;
    private readonly ITdtJoint _joint;
    private readonly NemoConfig _config;
    private readonly NemoFrontEnd _frontEnd;
    private readonly TokenTable _tokens;
    private readonly TdtGreedyDecoder _decoder;
    private readonly ScriptMask _scripts;
    private float[] _encoded = [];

    public NemoTdtModel(ModelEntry model, OnnxSessions sessions, int threads)
    {
        Info = new SttModelInfo(model.Name, []);
        _encoder = sessions.Open(model, "encoder", threads);
        try
        {
            _encoder.Require(NemoConfig.AudioSignal, NemoConfig.Length);
            _config = NemoConfig.Read(_encoder, model, new NemoMelSpec(128), subsampling: 8);
            _frontEnd = new NemoFrontEnd(_config.Features);
            _tokens = TokenTable.Load(model.PathOf("tokens"));
            _scripts = new ScriptMask(_tokens, model.Languages);
            _decoder = new TdtGreedyDecoder(_tokens.Count, _config.MaxTokens);
            _joint = model.Files.ContainsKey("joiner")
                ? new SplitTdtJoint(model, sessions, threads)
                : new FusedTdtJoint(model, sessions, threads);
        }
        catch
        {
            _encoder.Dispose();
            throw;
        }
    }

    public SttModelInfo Info { get; }

    public void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results)
    {
        results[..batch.Length].Fill(new SttTranscript { Tokens = [], Model = Info.Model });
        SttJob[] jobs = batch.ToArray();
        int[] heard = [.. Enumerable.Range(0, jobs.Length).Where(i => NemoFrontEnd.HasFrames(jobs[i]))];
        if (heard.Length == 0)
        {
            return;
        }

        _frontEnd.Prepare(this, [.. heard.Select(i => jobs[i])]);
        TdtRow[] rows = Encode([.. heard.Select(i => jobs[i])]);
        _decoder.Decode(_joint, rows);
        foreach (TdtRow row in rows)
        {
            results[heard[row.Index]] = new SttTranscript { Tokens = Describe(row), Model = Info.Model };
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _joint.Dispose();
    }

    private TdtRow[] Encode(SttJob[] jobs)
    {
        int batch = jobs.Length;
        using OrtValue signal = OnnxGraph.Tensor(_frontEnd.Values, batch, _frontEnd.Bins, _frontEnd.Width);
        using OrtValue length = OnnxGraph.Tensor(_frontEnd.Lengths, batch);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _encoder.Run([NemoConfig.AudioSignal, NemoConfig.Length], [signal, length], [EncoderOutput, EncoderLengths]);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape; // [batch, size, frames]
        ReadOnlySpan<float> encoded = outputs[0].GetTensorDataAsSpan<float>();
        ReadOnlySpan<long> lengths = outputs[1].GetTensorDataAsSpan<long>();
        Scratch.Reserve(ref _encoded, encoded.Length);
        encoded.CopyTo(_encoded);
        _joint.Begin(_encoded.AsMemory(0, encoded.Length), (int)shape[1], (int)shape[2]);
        var rows = new TdtRow[batch];
        for (int row = 0; row < batch; row++)
        {
            rows[row] = new TdtRow(row, (int)Math.Min(lengths[row], shape[2]), _tokens.Count - 1, _joint.StateSize)
            {
                Forbidden = _scripts.Forbidden(jobs[row].Options.Language),
            };
        }

        return rows;
    }

    private List<SttToken> Describe(TdtRow row)
    {
        List<SttToken> tokens = new(row.Tokens.Count);
        foreach (TdtToken token in row.Tokens)
        {
            if (!_tokens.IsSpecial(token.Id))
            {
                tokens.Add(new SttToken(
                    _tokens[token.Id],
                    token.Frame * _config.FrameSeconds,
                    (token.Frame + Math.Max(1, token.Duration)) * _config.FrameSeconds,
                    token.LogProbability));
            }
        }

        NemoPieces.JoinPunctuation(tokens);
        return tokens;
    }
}
