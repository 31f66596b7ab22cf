using System.Runtime.CompilerServices;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts;

/// <summary>
/// Lets the pieces of one response out, the first of them when its client will hear the rest without a gap and nobody else gets one
/// by it (docs/decisions/0036). Where the machine makes sound faster than it is heard, that is at once. One a response.
/// </summary>
/// <param name="lm">Told when the client has taken something.</param>
/// <param name="pace">Of the response.</param>
/// <param name="isPlayed">Somebody listens while it is made; else nothing is held back.</param>
/// <param name="limit">Longest time to hold back, from the request on; zero for any.</param>
/// <param name="time">Clock.</param>
internal sealed class PlaybackGate(LmEngine lm, PlaybackPace pace, bool isPlayed, TimeSpan limit, TimeProvider time)
{
    /// <summary>How often it is looked whether others have made room.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <param name="pieces">As they are made; each valid until the next is asked for.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerBusy"/>: others play, and there is no room for one more.</exception>
    public async IAsyncEnumerable<SpeechPiece> PlayAsync(
        IAsyncEnumerable<SpeechPiece> pieces, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        IAsyncEnumerator<SpeechPiece> source = pieces.GetAsyncEnumerator(left.Token);
        await using PendingMove move = new(source, left);
        List<SpeechPiece> held = [];
        bool isMore = true;
        while (isPlayed && isMore && !(held.Count > 0 && MayPlay()))
        {
            Task<bool> next = move.Start();
            if (held.Count == 0)
            {
                await next;
            }
            else
            {
                await Task.WhenAny(next, Task.Delay(Look, time, CancellationToken.None));
            }

            if (next.IsCompleted)
            {
                isMore = await move.EndAsync();
                if (isMore)
                {
                    held.Add(source.Current with { Samples = source.Current.Samples.ToArray() });
                }
            }
        }

        if (held.Count > 0)
        {
            pace.Offer();
            foreach (SpeechPiece piece in held)
            {
                yield return piece;
            }

            Accept();
        }

        while (isMore && await move.EndAsync())
        {
            pace.Offer();
            yield return source.Current;
            Accept();
        }
    }

    private bool MayPlay()
    {
        if (lm.Board.MayPlay(pace))
        {
            return true;
        }

        if (limit <= TimeSpan.Zero || pace.Waited < limit.TotalSeconds)
        {
            return false;
        }

        if (!lm.Board.IsTooSlow)
        {
            throw new StreamException(StreamError.ServerBusy, "Others are listening, and there is no room for one more; try again later.")
            {
                RetryAfter = RetryAfter,
            };
        }

        // The machine makes sound more slowly than it is heard: waiting longer would help little.
        pace.IsBestEffort = true;
        return true;
    }

    private void Accept()
    {
        pace.Accept();
        lm.Signal();
    }
}
