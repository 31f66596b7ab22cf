using System.Numerics.Tensors;
using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// Best token of every frame, repeats joined, blanks left out (Graves 2006, §3.2). Pure but for its scratch memory: one instance a
/// thread.
/// </summary>
internal sealed class CtcGreedyDecoder
{
    private float[] _scratch = [];

    /// <param name="scores">[frames, vocabulary]: logits or log-probabilities.</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="blank">Index of the blank.</param>
    /// <param name="tokens">Receives the emissions; frames count from the first row.</param>
    public void Decode(ReadOnlySpan<float> scores, int vocabulary, int blank, List<CtcToken> tokens)
    {
        int frames = scores.Length / vocabulary;
        int previous = blank;
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<float> row = scores.Slice(frame * vocabulary, vocabulary);
            int best = TensorPrimitives.IndexOfMax(row);
            FiniteScores.Require(row[best]);
            if (best != blank)
            {
                float probability = row[best] - LogSumExp(row, row[best]);
                if (best == previous)
                {
                    CtcToken run = tokens[^1];
                    tokens[^1] = run with { Last = frame, LogProbability = Math.Max(run.LogProbability, probability) };
                }
                else
                {
                    tokens.Add(new CtcToken(best, frame, frame, probability));
                }
            }

            previous = best;
        }
    }

    private float LogSumExp(ReadOnlySpan<float> row, float highest)
    {
        if (_scratch.Length < row.Length)
        {
            _scratch = new float[row.Length];
        }

        Span<float> shifted = _scratch.AsSpan(0, row.Length);
        TensorPrimitives.Subtract(row, highest, shifted);
        TensorPrimitives.Exp(shifted, shifted);
        return highest + MathF.Log(TensorPrimitives.Sum<float>(shifted));
    }
}
