using System.Numerics.Tensors;
using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>
/// Greedy search of a token-and-duration transducer (Xu et al. 2023, algorithm 2), all rows of a batch in step. A model without
/// durations is a plain transducer. Pure but for its scratch memory: one instance a thread.
/// </summary>
/// <param name="vocabulary">Tokens, the blank included, which is the last.</param>
/// <param name="maxTokens">Tokens that one frame may emit.</param>
internal sealed class TdtGreedyDecoder(int vocabulary, int maxTokens)
{
    private readonly float[] _scratch = new float[vocabulary];
    private readonly float[] _allowed = new float[vocabulary];

    private int Blank => vocabulary - 1;

    /// <param name="joint">Scores rows.</param>
    /// <param name="rows">Rows at their start; their order changes.</param>
    public void Decode(ITdtJoint joint, Span<TdtRow> rows)
    {
        for (int active = Active(rows); active > 0; active = Active(rows[..active]))
        {
            ReadOnlySpan<float> scores = joint.Score(rows[..active]);
            int width = scores.Length / active;
            for (int i = 0; i < active; i++)
            {
                Step(rows[i], scores.Slice(i * width, width));
            }
        }
    }

    private void Step(TdtRow row, ReadOnlySpan<float> scores)
    {
        ReadOnlySpan<float> tokens = row.Forbidden.IsEmpty ? scores[..vocabulary] : Allow(scores[..vocabulary], row.Forbidden.Span);
        int token = TensorPrimitives.IndexOfMax(tokens);
        FiniteScores.Require(tokens[token]);
        int duration = scores.Length == vocabulary ? 0 : TensorPrimitives.IndexOfMax(scores[vocabulary..]);
        if (token != Blank)
        {
            row.Emit(new TdtToken(token, row.Time, duration, LogProbability(tokens, token)));
        }

        if (duration > 0)
        {
            row.Time += duration;
            row.Emitted = 0;
        }
        else if (token == Blank || row.Emitted == maxTokens)
        {
            row.Time++;
            row.Emitted = 0;
        }
    }

    private float[] Allow(ReadOnlySpan<float> scores, ReadOnlySpan<int> forbidden)
    {
        scores.CopyTo(_allowed);
        foreach (int token in forbidden)
        {
            _allowed[token] = float.NegativeInfinity;
        }

        return _allowed;
    }

    private float LogProbability(ReadOnlySpan<float> scores, int token)
    {
        TensorPrimitives.Subtract(scores, scores[token], _scratch);
        TensorPrimitives.Exp(_scratch, _scratch);
        return -MathF.Log(TensorPrimitives.Sum<float>(_scratch));
    }

    /// <summary>Moves rows that have frames left to the front.</summary>
    /// <returns>How many.</returns>
    private static int Active(Span<TdtRow> rows)
    {
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Time < rows[i].Frames)
            {
                (rows[count], rows[i]) = (rows[i], rows[count]);
                count++;
            }
        }

        return count;
    }
}
