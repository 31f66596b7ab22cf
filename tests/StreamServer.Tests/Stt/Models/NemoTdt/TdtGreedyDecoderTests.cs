using StreamServer.Inference.Stt.Models.NemoTdt;

namespace StreamServer.Tests.Stt.Models.NemoTdt;

public sealed class TdtGreedyDecoderTests
{
    private const int Vocabulary = 6;
    private const int Blank = Vocabulary - 1;

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void Every_row_of_a_batch_says_what_it_says_alone(int durations)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            RandomJoint joint = new(random, rows: 5, frames: 12, durations);
            int[] lengths = [.. Enumerable.Range(0, 5).Select(_ => random.Next(13))];
            TdtRow[] rows = [.. lengths.Select((length, i) => new TdtRow(i, length, Blank, 1))];

            new TdtGreedyDecoder(Vocabulary, maxTokens: 3).Decode(joint, rows);

            foreach (TdtRow row in rows)
            {
                Assert.True(
                    Alone(joint, row.Index, lengths[row.Index])
                        .SequenceEqual(row.Tokens.Select(token => (token.Id, token.Frame, token.Duration))),
                    $"Row {row.Index} with seed {seed} differs.");
            }
        }
    }

    [Fact]
    public void A_model_that_never_says_blank_still_comes_to_the_end()
    {
        TdtRow row = new(0, 4, Blank, 1);

        new TdtGreedyDecoder(Vocabulary, maxTokens: 10).Decode(new ChattyJoint(), new[] { row });

        Assert.Equal(40, row.Tokens.Count);
        Assert.Equal(3, row.Tokens[^1].Frame);
    }

    [Fact]
    public void The_probability_is_among_tokens_not_durations()
    {
        TdtRow row = new(0, 1, Blank, 1);

        new TdtGreedyDecoder(Vocabulary, maxTokens: 1).Decode(new ChattyJoint(), new[] { row });

        Assert.Equal(Math.Log(Math.Exp(2) / (Math.Exp(2) + 5)), row.Tokens[0].LogProbability, 5);
    }

    /// <summary>The published search for one utterance.</summary>
    private static List<(int Id, int Frame, int Duration)> Alone(RandomJoint joint, int row, int frames)
    {
        List<(int, int, int)> found = [];
        (int time, int emitted, int previous, float state) = (0, 0, Blank, 0f);
        while (time < frames)
        {
            (float[] scores, float next) = joint.Define(row, time, previous, state);
            int token = Array.IndexOf(scores, scores[..Vocabulary].Max());
            int step = 0;
            for (int i = Vocabulary + 1; i < scores.Length; i++)
            {
                step = scores[i] > scores[Vocabulary + step] ? i - Vocabulary : step;
            }

            if (token != Blank)
            {
                (state, previous) = (next, token);
                found.Add((token, time, step));
                emitted++;
            }

            if (step > 0)
            {
                time += step;
                emitted = 0;
            }
            else if (token == Blank || emitted == 3)
            {
                time++;
                emitted = 0;
            }
        }

        return found;
    }

    /// <summary>Scores from a table by row, frame, previous token and a state that depends on everything emitted before.</summary>
    private sealed class RandomJoint(Random random, int rows, int frames, int durations) : ITdtJoint
    {
        private readonly float[] _table =
            [.. Enumerable.Range(0, rows * frames * Vocabulary * (Vocabulary + durations)).Select(_ => random.NextSingle())];

        public int StateSize => 1;

        public void Begin(ReadOnlyMemory<float> encoded, int size, int count)
        {
        }

        public (float[] Scores, float Next) Define(int row, int time, int previous, float state)
        {
            int width = Vocabulary + durations;
            float[] scores = _table.AsSpan(((((row * frames) + time) * Vocabulary) + previous) * width, width).ToArray();
            for (int i = 0; i < width; i++)
            {
                scores[i] += 0.4f * MathF.Sin((state * 7) + i);
            }

            return (scores, MathF.Sin((3 * state) + previous + 1));
        }

        public ReadOnlySpan<float> Score(ReadOnlySpan<TdtRow> active)
        {
            List<float> all = [];
            foreach (TdtRow row in active)
            {
                (float[] scores, row.Next[0][0]) = Define(row.Index, row.Time, row.Previous, row.State[0][0]);
                all.AddRange(scores);
            }

            return all.ToArray();
        }

        public void Dispose()
        {
        }
    }

    private sealed class ChattyJoint : ITdtJoint
    {
        public int StateSize => 1;

        public void Begin(ReadOnlyMemory<float> encoded, int size, int count)
        {
        }

        public ReadOnlySpan<float> Score(ReadOnlySpan<TdtRow> active) => new float[] { 0, 2, 0, 0, 0, 0, 9, 0, 0, 0, 0 };

        public void Dispose()
        {
        }
    }
}
