using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Keeps the partials of one utterance steady: words that two partials in a row agree on, and that do not touch the end of
/// the audio, are committed and change no more (local agreement of two, Liu et al. 2020). Pure state, not thread-safe.
/// </summary>
internal sealed class PartialStabilizer
{
    /// <summary>Words this close to the end of the audio may still be cut off.</summary>
    private const double UnsureSeconds = 0.3;

    private readonly List<SttWord> _committed = [];
    private IReadOnlyList<SttWord> _previous = [];

    /// <summary>Words that change no more.</summary>
    public int Committed => _committed.Count;

    /// <summary>Takes a new hypothesis.</summary>
    /// <param name="words">Of the whole utterance so far.</param>
    /// <param name="audioEnd">Seconds up to which it was heard, on the words' clock.</param>
    /// <returns>What to show: the committed words, then the rest of the hypothesis.</returns>
    public IReadOnlyList<SttWord> Take(IReadOnlyList<SttWord> words, double audioEnd)
    {
        List<SttWord> shown = [.. _committed, .. Rest(words)];
        while (_committed.Count < shown.Count
            && _committed.Count < _previous.Count
            && shown[_committed.Count].Text == _previous[_committed.Count].Text
            && shown[_committed.Count].End <= audioEnd - UnsureSeconds)
        {
            _committed.Add(shown[_committed.Count]);
        }

        _previous = shown;
        return shown;
    }

    /// <summary>The words of the hypothesis behind the committed ones: by their text, or else by their time.</summary>
    private IEnumerable<SttWord> Rest(IReadOnlyList<SttWord> words)
    {
        bool agrees = words.Count >= _committed.Count && _committed.Zip(words).All(pair => pair.First.Text == pair.Second.Text);
        return agrees ? words.Skip(_committed.Count) : words.SkipWhile(word => word.Start < _committed[^1].End);
    }
}
