using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts.Timing;

/// <summary>The word times of one answer, chunk by chunk as its samples come. Not thread-safe.</summary>
/// <param name="listener">Hears the chunks.</param>
/// <param name="rate">Hz of the samples.</param>
/// <param name="speed">By which the answer is faster than they are.</param>
/// <param name="textOf">What a chunk says, by its number.</param>
internal sealed class SpeechTimes(ChunkListener listener, int rate, double speed, Func<int, string> textOf)
{
    private readonly List<float> _samples = [];
    private long _before; // samples of the chunks that are done
    private int _chunk = -1;

    /// <summary>Everything that was said so far, with its times in the answer.</summary>
    public TimedText Said { get; private set; } = TimedText.Empty;

    /// <summary>Takes the next samples.</summary>
    /// <returns>The words of the chunk that has ended with them; empty for most.</returns>
    public async ValueTask<IReadOnlyList<SpokenWord>> AddAsync(SpeechPiece piece, CancellationToken cancellation)
    {
        IReadOnlyList<SpokenWord> words = piece.Chunk == _chunk ? [] : await FinishAsync(cancellation);
        _chunk = piece.Chunk;
        _samples.AddRange(piece.Samples.Span);
        return words;
    }

    /// <returns>The words of the last chunk.</returns>
    public async ValueTask<IReadOnlyList<SpokenWord>> FinishAsync(CancellationToken cancellation)
    {
        if (_samples.Count == 0)
        {
            return [];
        }

        float[] samples = [.. _samples];
        _samples.Clear();
        TimedText heard = await listener.HearAsync(samples, rate, textOf(_chunk), cancellation);
        double start = _before / (double)rate;
        TimedText timed = new(
            heard.Text,
            [.. heard.Starts.Select(at => (start + at) / speed)],
            [.. heard.Ends.Select(at => (start + at) / speed)]);
        _before += samples.Length;
        Said = Said.And(timed);
        return timed.Words();
    }
}
