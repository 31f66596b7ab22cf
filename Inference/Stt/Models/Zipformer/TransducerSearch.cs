using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>
/// Greedy search of a transducer whose prediction network sees the last few tokens and has no state: at most one token a frame
/// (icefall, <c>greedy_search_batch</c> with one symbol a frame). The joint network runs once a frame for all streams, the
/// prediction network only for those that have emitted.
/// </summary>
internal sealed class TransducerSearch : IDisposable
{
    private const int Blank = 0;

    private readonly OnnxGraph _decoder;
    private readonly OnnxGraph _joiner;
    private readonly TokenTable _tokens;
    private readonly ScriptMask _scripts;
    private readonly int? _unknown;
    private float[] _frames = [];
    private float[] _predictions = [];
    private float[] _scratch = [];
    private long[] _histories = [];
    private ZipformerStream[] _stale = [];

    public TransducerSearch(ModelEntry model, OnnxSessions sessions, int threads)
    {
        _decoder = sessions.Open(model, "decoder", threads);
        try
        {
            _joiner = sessions.Open(model, "joiner", threads);
            _decoder.Require("y");
            _joiner.Require("encoder_out", "decoder_out");
            _tokens = TokenTable.Load(model.PathOf("tokens"));
            _scripts = new ScriptMask(_tokens, model.Languages);
            _unknown = _tokens.Find("<unk>");
            string? context = _decoder.Metadata.GetValueOrDefault("context_size");
            Context = int.TryParse(context, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0
                ? size
                : throw _decoder.Wrong("its metadata have no number 'context_size'");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Tokens that the prediction network sees.</summary>
    public int Context { get; }

    /// <param name="streams">Rows of <paramref name="encoded"/>; receive the tokens.</param>
    /// <param name="encoded">[streams, frames, size].</param>
    /// <param name="frames">Frames of each stream.</param>
    /// <param name="size">Values of a frame.</param>
    /// <param name="frameSeconds">Seconds of a frame.</param>
    public void Decode(ReadOnlySpan<ZipformerStream> streams, ReadOnlySpan<float> encoded, int frames, int size, float frameSeconds)
    {
        Scratch.Reserve(ref _frames, streams.Length * size);
        for (int frame = 0; frame < frames; frame++)
        {
            Predict(streams);
            for (int row = 0; row < streams.Length; row++)
            {
                encoded.Slice(((row * frames) + frame) * size, size).CopyTo(_frames.AsSpan(row * size));
            }

            Join(streams, size, frameSeconds);
        }
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _joiner?.Dispose();
    }

    private void Join(ReadOnlySpan<ZipformerStream> streams, int size, float frameSeconds)
    {
        int predicted = streams[0].Prediction!.Length;
        Scratch.Reserve(ref _predictions, streams.Length * predicted);
        for (int row = 0; row < streams.Length; row++)
        {
            streams[row].Prediction.CopyTo(_predictions.AsSpan(row * predicted));
        }

        using OrtValue frames = OnnxGraph.Tensor(_frames, streams.Length, size);
        using OrtValue predictions = OnnxGraph.Tensor(_predictions, streams.Length, predicted);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _joiner.Run(["encoder_out", "decoder_out"], [frames, predictions], [_joiner.Outputs[0]]);
        Span<float> scores = outputs[0].GetTensorMutableDataAsSpan<float>(); // [streams, vocabulary]
        int vocabulary = scores.Length / streams.Length;
        for (int row = 0; row < streams.Length; row++)
        {
            ZipformerStream stream = streams[row];
            Span<float> logits = scores.Slice(row * vocabulary, vocabulary);
            _scripts.Apply(logits, vocabulary, stream.Language);
            int token = TensorPrimitives.IndexOfMax(logits);
            FiniteScores.Require(logits[token]);
            if (token != Blank && token != _unknown)
            {
                float start = stream.Frames * frameSeconds;
                stream.Emit(token, new SttToken(_tokens[token], start, start + frameSeconds, LogProbability(logits, token)));
            }

            stream.Frames++;
        }
    }

    private void Predict(ReadOnlySpan<ZipformerStream> streams)
    {
        Scratch.Reserve(ref _stale, streams.Length);
        Scratch.Reserve(ref _histories, streams.Length * Context);
        int count = 0;
        foreach (ZipformerStream stream in streams)
        {
            if (stream.Prediction is null)
            {
                stream.History.CopyTo(_histories.AsSpan(count * Context));
                _stale[count++] = stream;
            }
        }

        if (count == 0)
        {
            return;
        }

        using OrtValue histories = OnnxGraph.Tensor(_histories, count, Context);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _decoder.Run(["y"], [histories], [_decoder.Outputs[0]]);
        ReadOnlySpan<float> predictions = outputs[0].GetTensorDataAsSpan<float>(); // [stale, size]
        int size = predictions.Length / count;
        for (int row = 0; row < count; row++)
        {
            _stale[row].Prediction = predictions.Slice(row * size, size).ToArray();
        }
    }

    private float LogProbability(ReadOnlySpan<float> logits, int token)
    {
        Scratch.Reserve(ref _scratch, logits.Length);
        Span<float> shifted = _scratch.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, logits[token], shifted);
        TensorPrimitives.Exp(shifted, shifted);
        return -MathF.Log(TensorPrimitives.Sum<float>(shifted));
    }
}
