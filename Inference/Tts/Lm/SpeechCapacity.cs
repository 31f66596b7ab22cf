namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Measures how many seconds of audio the machine makes in a second, by the rows that share a step: what the language model's rounds
/// take, and what the codec decodes while it runs. Thread-safe.
/// </summary>
/// <param name="slots">Rows of the largest step.</param>
/// <param name="tokensPerSecond">Tokens of a second of audio.</param>
/// <param name="time">Clock.</param>
/// <param name="context">Tokens that a window of the codec decodes on each side beside those that it gives.</param>
/// <param name="largestWindow">Tokens that a window gives at most.</param>
internal sealed class SpeechCapacity(int slots, double tokensPerSecond, TimeProvider time, int context = 0, int largestWindow = 96)
{
    /// <summary>Share of the newest round in its average; about the last twenty count.</summary>
    private const double RoundWeight = 0.05;

    /// <summary>The same for runs of the codec, of which there are fewer.</summary>
    private const double RunWeight = 0.1;

    /// <summary>A run that took long is remembered for about this long.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    // Guarded by the gate. Seconds of a round, by its rows; 0 where none was measured.
    private readonly double[] _rounds = new double[slots + 1];
    private readonly double[] _alone = new double[slots + 1];
    private double _runTokens;
    private double _runSeconds;
    private double _longest;
    private long _longestAt = time.GetTimestamp();

    public double TokensPerSecond => tokensPerSecond;

    public int LargestWindow => largestWindow;

    /// <summary>Seconds that one run may keep everybody else waiting, by the longest of late.</summary>
    public double Jitter
    {
        get
        {
            lock (_gate)
            {
                return Faded;
            }
        }
    }

    private double Faded => _longest * Math.Exp(-time.GetElapsedTime(_longestAt) / Memory);

    /// <summary>A step with so many rows takes so long when nothing else runs: what is not measured yet is taken to grow alike.</summary>
    public void Prime(int rows, TimeSpan duration)
    {
        lock (_gate)
        {
            _alone[rows] = duration.TotalSeconds;
        }
    }

    /// <summary>A round gave every one of these rows a token.</summary>
    public void Stepped(int rows, TimeSpan duration)
    {
        lock (_gate)
        {
            Average(ref _rounds[rows], duration.TotalSeconds, RoundWeight);
            Remember(duration.TotalSeconds);
        }
    }

    /// <summary>A run of the codec decoded so many tokens, context included.</summary>
    public void Decoded(int tokens, TimeSpan duration)
    {
        lock (_gate)
        {
            Average(ref _runTokens, tokens, RunWeight);
            Average(ref _runSeconds, duration.TotalSeconds, RunWeight);
            Remember(duration.TotalSeconds);
        }
    }

    /// <summary>Seconds of one round with so many rows; 0 when nothing is known.</summary>
    public double RoundSeconds(int rows)
    {
        lock (_gate)
        {
            return Round(Math.Clamp(rows, 1, slots));
        }
    }

    /// <summary>Seconds of audio a second with so many responses at work; infinite before anything was measured.</summary>
    public double Of(int working) => largestWindow * working / tokensPerSecond /
        Math.Max(WindowSeconds(largestWindow, double.MaxValue, double.MaxValue, working), 1e-9);

    /// <summary>
    /// Seconds from one window of a response to the next when so many responses are at work: the language model makes its tokens in rounds
    /// with the others', and meanwhile the codec decodes one window of each.
    /// </summary>
    /// <param name="tokens">That the window gives.</param>
    /// <param name="before">Tokens that the response has before them: the context reaches no further.</param>
    /// <param name="after">And after them.</param>
    /// <param name="working">Responses, this one included.</param>
    public double WindowSeconds(double tokens, double before, double after, int working)
    {
        working = Math.Max(1, working);
        lock (_gate)
        {
            double steps = tokens * Round(Math.Min(working, slots)) * Math.Max(1, (double)working / slots);
            double runs = _runTokens == 0 ? 0 : working * (
                tokens + Math.Min(before, context) + Math.Min(after, context)) * _runSeconds / _runTokens;
            return Math.Max(steps, runs);
        }
    }

    /// <summary>What was measured with as many rows, or with the nearest number of them and grown as steps do that run alone.</summary>
    private double Round(int rows)
    {
        for (int distance = 0; distance < slots; distance++)
        {
            if (rows - distance >= 1 && _rounds[rows - distance] > 0)
            {
                return _rounds[rows - distance] * Growth(rows - distance, rows);
            }

            if (rows + distance <= slots && _rounds[rows + distance] > 0)
            {
                return _rounds[rows + distance] * Growth(rows + distance, rows);
            }
        }

        return Alone(rows);
    }

    /// <summary>Without a measurement a larger step takes its rows one after the other, and a smaller one no less.</summary>
    private double Growth(int from, int to)
    {
        double before = Alone(from);
        return before > 0 ? Alone(to) / before : Math.Max(1, (double)to / from);
    }

    /// <summary>Straight lines between the numbers of rows that were tried; 0 when none was.</summary>
    private double Alone(int rows)
    {
        int below = rows;
        while (below > 0 && _alone[below] == 0)
        {
            below--;
        }

        int above = rows;
        while (above <= slots && _alone[above] == 0)
        {
            above++;
        }

        if (below == 0 || above > slots)
        {
            return below > 0 ? _alone[below] : above <= slots ? _alone[above] : 0;
        }

        return below == above ? _alone[below] : _alone[below] + ((_alone[above] - _alone[below]) * (rows - below) / (above - below));
    }

    private void Remember(double seconds)
    {
        if (seconds >= Faded)
        {
            (_longest, _longestAt) = (seconds, time.GetTimestamp());
        }
    }

    private static void Average(ref double average, double value, double weight) =>
        average = average == 0 ? value : average + (weight * (value - average));
}
