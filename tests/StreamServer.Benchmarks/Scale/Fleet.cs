namespace StreamServer.Benchmarks.Scale;

/// <summary>
/// Replicas with so many places each. Sessions come at random (Poisson) and stay for a random time (exponential); each is sent to the
/// emptier of two replicas that are drawn, which is what several load balancers with least connections come to, and once more when it is
/// refused. Event by event; the same seed, the same figures.
/// </summary>
internal sealed class Fleet(int replicas, int places)
{
    private const int Seed = 1;

    /// <param name="utilisation">Sessions that come, over places.</param>
    /// <param name="arrivals">Sessions that are counted, after as many as fill the fleet three times.</param>
    /// <returns>Share of sessions that are refused.</returns>
    public double Refused(double utilisation, int arrivals)
    {
        Random random = new(Seed);
        int[] taken = new int[replicas];
        PriorityQueue<int, double> ends = new();
        double rate = utilisation * replicas * places;
        int warmUp = 3 * replicas * places;
        double now = 0;
        int refused = 0;
        for (int i = -warmUp; i < arrivals; i++)
        {
            now += -Math.Log(1 - random.NextDouble()) / rate;
            while (ends.TryPeek(out int replica, out double end) && end <= now)
            {
                ends.Dequeue();
                taken[replica]--;
            }

            int chosen = Choose(random, taken);
            if (taken[chosen] == places)
            {
                chosen = Choose(random, taken);
            }

            if (taken[chosen] == places)
            {
                refused += i >= 0 ? 1 : 0;
                continue;
            }

            taken[chosen]++;
            ends.Enqueue(chosen, now - Math.Log(1 - random.NextDouble()));
        }

        return (double)refused / arrivals;
    }

    private int Choose(Random random, int[] taken)
    {
        int one = random.Next(replicas);
        int other = random.Next(replicas);
        return taken[one] <= taken[other] ? one : other;
    }
}
