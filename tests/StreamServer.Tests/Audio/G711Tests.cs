using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

/// <summary>The tables of ITU-T G.711 are built here from the decision and quantised values that its Tables 1 and 2 print.</summary>
public sealed class G711Tests
{
    /// <summary>Magnitudes y_1…y_128 of μ-law (Table 2a, 14-bit units): 0, 2, 4 … 30, 33, 37 … 8031.</summary>
    private static readonly int[] MuLawMagnitudes = Magnitudes(firstStep: 2, start: 0, steps: [2, 4, 8, 16, 32, 64, 128, 256]);

    /// <summary>Magnitudes y_1…y_128 of A-law (Table 1a, 13-bit units): 1, 3 … 31, 33 … 63, 66 … 4032.</summary>
    private static readonly int[] AlawMagnitudes = Magnitudes(firstStep: 2, start: 1, steps: [2, 2, 4, 8, 16, 32, 64, 128]);

    [Fact]
    public void TheTablesBuiltHereEndWhereTheRecommendationSays()
    {
        Assert.Equal([0, 2, 30, 33, 93, 99, 8031], Pick(MuLawMagnitudes, 0, 1, 15, 16, 31, 32, 127));
        Assert.Equal([1, 3, 31, 33, 63, 66, 4032], Pick(AlawMagnitudes, 0, 1, 15, 16, 31, 32, 127));
    }

    [Fact]
    public void MuLawDecodesEveryCodeToTheTable()
    {
        for (int n = 0; n < 128; n++)
        {
            // Positive character signals count down from 11111111; the sign is the first bit.
            Assert.Equal(MuLawMagnitudes[n] * 4, G711.DecodeMuLaw((byte)(0xFF - n)));
            Assert.Equal(-MuLawMagnitudes[n] * 4, G711.DecodeMuLaw((byte)(0x7F - n)));
        }
    }

    [Fact]
    public void AlawDecodesEveryCodeToTheTable()
    {
        for (int n = 0; n < 128; n++)
        {
            Assert.Equal(AlawMagnitudes[n] * 8, G711.DecodeAlaw((byte)((0x80 | n) ^ 0x55)));
            Assert.Equal(-AlawMagnitudes[n] * 8, G711.DecodeAlaw((byte)(n ^ 0x55)));
        }
    }

    [Fact]
    public void MuLawEncodesEverySampleToTheIntervalOfTheDecisionValues()
    {
        int[] decisions = Decisions(MuLawMagnitudes, first: 1);
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            int magnitude = (sample < 0 ? -sample - 1 : sample) / 4;
            int interval = decisions.Count(decision => decision <= magnitude);
            Assert.Equal((byte)((sample < 0 ? 0x7F : 0xFF) - interval), G711.EncodeMuLaw((short)sample));
        }
    }

    [Fact]
    public void AlawEncodesEverySampleToTheIntervalOfTheDecisionValues()
    {
        int[] decisions = Decisions(AlawMagnitudes, first: 2);
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            int magnitude = (sample < 0 ? -sample - 1 : sample) / 8;
            int interval = decisions.Count(decision => decision <= magnitude);
            Assert.Equal((byte)(((sample < 0 ? 0 : 0x80) | interval) ^ 0x55), G711.EncodeAlaw((short)sample));
        }
    }

    private static int[] Magnitudes(int firstStep, int start, int[] steps)
    {
        // Sixteen values a segment; the first value of a segment lies midway between the steps of its neighbours.
        var values = new List<int>();
        int value = start;
        int previous = firstStep;
        foreach (int step in steps)
        {
            for (int i = 0; i < 16; i++)
            {
                if (values.Count > 0)
                {
                    value += i == 0 ? (previous + step) / 2 : step;
                }

                values.Add(value);
            }

            previous = step;
        }

        return [.. values];
    }

    /// <summary>x_2…x_128: midway between neighbours inside a segment and at the step of the lower one across segments.</summary>
    private static int[] Decisions(int[] magnitudes, int first)
    {
        int[] decisions = new int[127];
        decisions[0] = first;
        for (int n = 1; n < decisions.Length; n++)
        {
            // y_n = (x_n + x_{n+1}) / 2, formula 1 of both tables.
            decisions[n] = (2 * magnitudes[n]) - decisions[n - 1];
        }

        return decisions;
    }

    private static int[] Pick(int[] values, params int[] indices) => [.. indices.Select(index => values[index])];
}
