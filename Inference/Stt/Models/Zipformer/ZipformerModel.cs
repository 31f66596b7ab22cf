using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Models.Zipformer;

/// <summary>
/// icefall's streaming zipformer2 transducers: each job costs the audio that is new since the last one of its utterance. Chunks
/// of all streams of a batch run together, each with its own states.
/// </summary>
internal sealed class ZipformerModel : ISttModel
{
    /// <summary>Silence behind the end, in feature frames, so that late tokens come out: 0.3 s, as sherpa-onnx's server adds.</summary>
    private const int TailFrames = 30;

    private readonly ZipformerEncoder _encoder;
    private readonly TransducerSearch _search;
    private readonly FbankExtractor _fbank = new(FbankSpec.Zipformer);
    private float[] _encoded = [];
    private float[] _padded = [];

    public ZipformerModel(ModelEntry model, OnnxSessions sessions, int threads)
    {
        Info = new SttModelInfo(model.Name, [], Incremental: true);
        _encoder = new ZipformerEncoder(model, sessions, threads);
        try
        {
            _search = new TransducerSearch(model, sessions, threads);
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
        StreamingUtterance[] utterances = new StreamingUtterance[batch.Length];
        for (int row = 0; row < batch.Length; row++)
        {
            utterances[row] = batch[row].Utterance.StateOf(this, () => new StreamingUtterance());
        }

        try
        {
            Run(batch, utterances, results);
        }
        catch
        {
            // Some states are a chunk ahead of their tokens: the next job begins anew.
            foreach (StreamingUtterance utterance in utterances)
            {
                utterance.Stream = null;
            }

            throw;
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _search.Dispose();
    }

    private void Run(ReadOnlySpan<SttJob> batch, StreamingUtterance[] utterances, Span<SttTranscript> results)
    {
        // 1. Whole chunks, for good.
        var streams = new ZipformerStream[batch.Length];
        int[] ends = new int[batch.Length];
        for (int row = 0; row < batch.Length; row++)
        {
            ReadOnlySpan<float> samples = batch[row].Samples.Span;
            int frames = _fbank.Frames(samples.Length, finished: false);
            streams[row] = utterances[row].Continue(frames, Begin, _encoder.Window - _encoder.Chunk);
            streams[row].Language = batch[row].Options.Language;
            _fbank.Extract(samples, streams[row].Features, finished: false);
            ends[row] = frames - _encoder.Window + 1;
        }

        Advance(streams, ends);

        // 2. The rest, with silence behind it, on copies: speech may go on.
        for (int row = 0; row < batch.Length; row++)
        {
            if (batch[row].Kind != SttJobKind.Partial)
            {
                streams[row] = streams[row].Copy();
                ends[row] = _fbank.Frames(batch[row].Samples.Length, finished: false) + TailFrames;
                Pad(batch[row].Samples.Span, streams[row].Features);
            }
        }

        Advance(streams, ends);
        for (int row = 0; row < batch.Length; row++)
        {
            streams[row].Features.Truncate(_fbank.Frames(batch[row].Samples.Length, finished: false));
            results[row] = new SttTranscript { Tokens = [.. streams[row].Tokens], Model = Info.Model };
        }
    }

    /// <summary>Runs chunks until every stream has passed its end.</summary>
    private void Advance(ZipformerStream[] streams, int[] ends)
    {
        var ready = new ZipformerStream[streams.Length];
        while (true)
        {
            int count = 0;
            for (int row = 0; row < streams.Length; row++)
            {
                if (streams[row].Processed < ends[row])
                {
                    ready[count++] = streams[row];
                }
            }

            if (count == 0)
            {
                return;
            }

            ReadOnlySpan<ZipformerStream> rows = ready.AsSpan(0, count);
            (int frames, int size) = _encoder.Run(rows, ref _encoded);
            float frameSeconds = (float)_encoder.Chunk * FbankSpec.FrameShift / (frames * FbankSpec.SampleRate);
            _search.Decode(rows, _encoded, frames, size, frameSeconds);
        }
    }

    /// <summary>Adds feature frames of the end and of silence behind it, enough for the last chunk.</summary>
    private void Pad(ReadOnlySpan<float> samples, FeatureBuffer features)
    {
        int silence = (TailFrames + _encoder.Window + _encoder.Chunk) * FbankSpec.FrameShift;
        Scratch.Reserve(ref _padded, samples.Length + silence);
        samples.CopyTo(_padded);
        Array.Clear(_padded, samples.Length, silence);
        _fbank.Extract(_padded.AsSpan(0, samples.Length + silence), features, finished: false);
    }

    private ZipformerStream Begin() => new(_fbank.CreateBuffer(), _encoder.StateSizes, _search.Context);
}
