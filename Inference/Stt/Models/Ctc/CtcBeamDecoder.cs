using System.Numerics.Tensors;
using StreamServer.Inference.Stt.Models.Decoding;

namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>
/// CTC prefix beam search (Hannun et al. 2014) with what a <see cref="TextScorer"/> adds for words. The labels it finds are then
/// aligned to the frames. Pure but for its scratch memory: one instance a thread.
/// </summary>
internal sealed class CtcBeamDecoder(TokenTable tokens, int blank)
{
    private readonly CtcPrefixes _prefixes = new();
    private readonly CtcAligner _aligner = new();
    private readonly List<int> _labels = [];
    private CtcBeam _now = new();
    private CtcBeam _next = new();
    private float[] _normalisers = [];
    private float[] _scratch = [];

    /// <param name="scores">[frames, vocabulary]: logits or log-probabilities.</param>
    /// <param name="vocabulary">Values of a row.</param>
    /// <param name="scorer">Scores texts.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="found">Receives the emissions; frames count from the first row.</param>
    public void Decode(ReadOnlySpan<float> scores, int vocabulary, TextScorer scorer, CtcBeamSettings settings, List<CtcToken> found)
    {
        int frames = scores.Length / vocabulary;
        Scratch.Reserve(ref _normalisers, frames);
        Scratch.Reserve(ref _scratch, vocabulary);
        _prefixes.Clear(scorer.Start);
        Func<int, float> gain = prefix => scorer.Score(_prefixes.Text(prefix));
        _now.Clear();
        _now.AddBlank(CtcPrefixes.Root, 0);
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<float> row = scores.Slice(frame * vocabulary, vocabulary);
            _normalisers[frame] = LogSumExp(row);
            FiniteScores.Require(_normalisers[frame]);
            Step(row, _normalisers[frame], scorer, settings);
            _next.Prune(gain, settings);
            (_now, _next) = (_next, _now);
        }

        _prefixes.Read(Best(scorer), _labels);
        _aligner.Align(scores, _normalisers, vocabulary, blank, _labels, found);
    }

    private void Step(ReadOnlySpan<float> row, float normaliser, TextScorer scorer, CtcBeamSettings settings)
    {
        _next.Clear();
        for (int i = 0; i < _now.Count; i++)
        {
            CtcBeam.Row entry = _now[i];
            _next.AddBlank(entry.Prefix, entry.Total + row[blank] - normaliser);
            if (entry.Prefix != CtcPrefixes.Root)
            {
                _next.AddToken(entry.Prefix, entry.Token + row[_prefixes.Last(entry.Prefix)] - normaliser);
            }
        }

        for (int token = 0; token < row.Length; token++)
        {
            float log = row[token] - normaliser;
            if (token == blank || !(log >= settings.MinToken))
            {
                continue;
            }

            for (int i = 0; i < _now.Count; i++)
            {
                CtcBeam.Row entry = _now[i];

                // The same token again is a new one only behind a blank.
                float before = _prefixes.Last(entry.Prefix) == token ? entry.Blank : entry.Total;
                if (!float.IsNegativeInfinity(before))
                {
                    _next.AddToken(_prefixes.Extend(entry.Prefix, token, scorer, tokens), before + log);
                }
            }
        }
    }

    private int Best(TextScorer scorer)
    {
        int best = CtcPrefixes.Root;
        float highest = float.NegativeInfinity;
        for (int i = 0; i < _now.Count; i++)
        {
            CtcBeam.Row entry = _now[i];
            float score = entry.Total + scorer.Finish(_prefixes.Text(entry.Prefix));
            if (score > highest)
            {
                (best, highest) = (entry.Prefix, score);
            }
        }

        return best;
    }

    private float LogSumExp(ReadOnlySpan<float> row)
    {
        Span<float> shifted = _scratch.AsSpan(0, row.Length);
        float highest = TensorPrimitives.Max(row);
        TensorPrimitives.Subtract(row, highest, shifted);
        TensorPrimitives.Exp(shifted, shifted);
        return highest + MathF.Log(TensorPrimitives.Sum<float>(shifted));
    }
}
