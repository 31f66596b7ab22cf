using StreamServer.Inference.Stt.Models.Ctc;

namespace StreamServer.Tests.Stt.Models.Ctc;

public sealed class CtcGreedyDecoderTests
{
    [Fact]
    public void Repeats_are_joined_and_blanks_part_them()
    {
        List<CtcToken> tokens = Decode([0, 1, 1, 0, 1, 2, 2, 0, 0]);

        Assert.Equal(
            [(1, 1, 2), (1, 4, 4), (2, 5, 6)],
            tokens.Select(token => (token.Id, token.First, token.Last)));
    }

    [Fact]
    public void Only_blanks_give_nothing() => Assert.Empty(Decode([0, 0, 0]));

    [Fact]
    public void The_probability_is_the_softmax_of_the_surest_frame()
    {
        float[] scores = [0, 1, 0, /**/ 0, 3, 0];
        List<CtcToken> tokens = [];

        new CtcGreedyDecoder().Decode(scores, 3, 0, tokens);

        Assert.Equal(Math.Log(Math.Exp(3) / (Math.Exp(3) + 2)), Assert.Single(tokens).LogProbability, 1e-5);
    }

    [Fact]
    public void Log_probabilities_are_taken_as_they_are()
    {
        float[] scores = [MathF.Log(0.2f), MathF.Log(0.7f), MathF.Log(0.1f)];
        List<CtcToken> tokens = [];

        new CtcGreedyDecoder().Decode(scores, 3, 0, tokens);

        Assert.Equal(Math.Log(0.7), Assert.Single(tokens).LogProbability, 1e-5);
    }

    private static List<CtcToken> Decode(int[] best)
    {
        float[] scores = new float[best.Length * 3];
        for (int frame = 0; frame < best.Length; frame++)
        {
            scores[(frame * 3) + best[frame]] = 5;
        }

        List<CtcToken> tokens = [];
        new CtcGreedyDecoder().Decode(scores, 3, blank: 0, tokens);
        return tokens;
    }
}
