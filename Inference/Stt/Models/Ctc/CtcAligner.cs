namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// Finds the frames of a known label sequence: the most probable CTC path that says it (Viterbi over labels with blanks between
/// them). Pure but for its scratch memory: one instance a thread.
/// </summary>
internal sealed class CtcAligner
{
    // Steps by which a path came to a state: 0 stayed, 1 from the state before, 2 over a blank.
    private byte[] _steps = [];
    private float[] _now = [];
    private float[] _next = [];

    /// <param name="scores">[frames, vocabulary]: logits or log-probabilities.</param>
    /// <param name="normalisers">By frame: what to take from a score to get the logarithm of a probability.</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="blank">Index of the blank.</param>
    /// <param name="labels">The sequence; some path of that many frames must say it.</param>
    /// <param name="found">Receives one emission a label.</param>
    public void Align(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> normalisers, int vocabulary, int blank, List<int> labels, List<CtcToken> found)
    {
        if (labels.Count == 0)
        {
            return;
        }

        // State 2i is the blank before label i, state 2i + 1 is label i.
        int frames = scores.Length / vocabulary;
        int states = (2 * labels.Count) + 1;
        Scratch.Reserve(ref _steps, frames * states);
        Scratch.Reserve(ref _now, states);
        Scratch.Reserve(ref _next, states);
        Array.Fill(_now, float.NegativeInfinity, 0, states);
        _now[0] = scores[blank];
        _now[1] = scores[labels[0]];
        for (int frame = 1; frame < frames; frame++)
        {
            Step(scores.Slice(frame * vocabulary, vocabulary), blank, labels, _steps.AsSpan(frame * states, states));
            (_now, _next) = (_next, _now);
        }

        int state = _now[states - 1] > _now[states - 2] ? states - 1 : states - 2;
        int at = found.Count;
        for (int frame = frames - 1; frame >= 0; frame--)
        {
            if (state % 2 == 1)
            {
                int label = labels[state / 2];
                float log = scores[(frame * vocabulary) + label] - normalisers[frame];
                if (found.Count == at || labels.Count - (found.Count - at) != state / 2)
                {
                    found.Add(new CtcToken(label, frame, frame, log));
                }
                else
                {
                    found[^1] = found[^1] with { First = frame, LogProbability = Math.Max(found[^1].LogProbability, log) };
                }
            }

            state -= frame == 0 ? 0 : _steps[(frame * states) + state];
        }

        found.Reverse(at, found.Count - at);
    }

    private void Step(ReadOnlySpan<float> row, int blank, List<int> labels, Span<byte> steps)
    {
        for (int state = 0; state < steps.Length; state++)
        {
            bool isLabel = state % 2 == 1;
            (float best, byte step) = (_now[state], 0);
            if (state > 0 && _now[state - 1] > best)
            {
                (best, step) = (_now[state - 1], 1);
            }

            if (isLabel && state > 1 && labels[state / 2] != labels[(state / 2) - 1] && _now[state - 2] > best)
            {
                (best, step) = (_now[state - 2], 2);
            }

            _next[state] = best + row[isLabel ? labels[state / 2] : blank];
            steps[state] = step;
        }
    }
}
