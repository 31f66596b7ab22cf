namespace StreamServer.Tests.Stt.Models.Ctc;

/// <summary>A small random matrix of scores, and everything about its paths by trying each one.</summary>
internal sealed class CtcLattice
{
    private readonly double[][] _probabilities;

    public CtcLattice(Random random, int frames, int vocabulary, int blank)
    {
        Frames = frames;
        Vocabulary = vocabulary;
        Blank = blank;
        Scores = [.. Enumerable.Range(0, frames * vocabulary).Select(_ => (4 * random.NextSingle()) - 2)];
        _probabilities = [.. Scores.Chunk(vocabulary).Select(row =>
        {
            double sum = row.Sum(score => Math.Exp(score));
            return row.Select(score => Math.Exp(score) / sum).ToArray();
        })];
    }

    public int Frames { get; }

    public int Vocabulary { get; }

    public int Blank { get; }

    /// <summary>[frames, vocabulary], not normalised.</summary>
    public float[] Scores { get; }

    public double Probability(int frame, int token) => _probabilities[frame][token];

    /// <summary>Every path with its probability and the labels that it says.</summary>
    public IEnumerable<(int[] Path, double Probability, int[] Labels)> Paths()
    {
        int count = (int)Math.Pow(Vocabulary, Frames);
        for (int number = 0; number < count; number++)
        {
            int[] path = new int[Frames];
            double probability = 1;
            for (int frame = 0, rest = number; frame < Frames; frame++, rest /= Vocabulary)
            {
                path[frame] = rest % Vocabulary;
                probability *= _probabilities[frame][path[frame]];
            }

            int[] labels = [.. path.Where((token, frame) => token != Blank && (frame == 0 || path[frame - 1] != token))];
            yield return (path, probability, labels);
        }
    }

    /// <summary>Probability of every label sequence, written as numbers with spaces.</summary>
    public Dictionary<string, double> Sequences()
    {
        Dictionary<string, double> sums = [];
        foreach ((_, double probability, int[] labels) in Paths())
        {
            string key = string.Join(' ', labels);
            sums[key] = sums.GetValueOrDefault(key) + probability;
        }

        return sums;
    }
}
