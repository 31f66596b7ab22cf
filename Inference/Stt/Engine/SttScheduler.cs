using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Inference.Stt.Engine;

/// <summary>
/// Decides which waiting jobs run together. Pure: no clock, no model, no threads. Finals come first and are never dropped,
/// then speculative finals, then partials: only the newest of a stream, and none that is stale. Recordings have what is left.
/// </summary>
internal static class SttScheduler
{
    /// <param name="waiting">In order of submission.</param>
    /// <param name="limits">Of the batch.</param>
    /// <param name="plan">Receives the decision.</param>
    public static void Plan(ReadOnlySpan<SttJobView> waiting, SttLimits limits, SttPlan plan)
    {
        plan.Clear();
        int head = -1;
        for (int i = 0; i < waiting.Length; i++)
        {
            if (IsUseless(waiting, i, limits))
            {
                plan.Drop.Add(i);
            }
            else if (head < 0 || waiting[i].Kind < waiting[head].Kind)
            {
                head = i;
            }
        }

        if (head >= 0)
        {
            Fill(waiting, head, limits, plan);
        }
    }

    private static bool IsUseless(ReadOnlySpan<SttJobView> waiting, int index, SttLimits limits)
    {
        SttJobView job = waiting[index];
        if (job.Cancelled)
        {
            return true;
        }

        if (job.Kind != SttJobKind.Partial)
        {
            return false;
        }

        if (job.Waited > limits.PartialMaxAge)
        {
            return true;
        }

        // Whatever the same stream asked for later says more.
        foreach (SttJobView later in waiting[(index + 1)..])
        {
            if (later.Stream == job.Stream && !later.Cancelled)
            {
                return true;
            }
        }

        return false;
    }

    private static void Fill(ReadOnlySpan<SttJobView> waiting, int head, SttLimits limits, SttPlan plan)
    {
        bool urgent = waiting[head].Kind < SttJobKind.Partial;
        int budget = urgent ? limits.MaxUrgentSamples : limits.MaxPartialSamples;
        long longest = waiting[head].Samples;
        long sum = longest;
        plan.Run.Add(head);
        while (plan.Run.Count < limits.MaxJobs)
        {
            int next = Next(waiting, head, urgent, plan);
            if (next < 0)
            {
                return;
            }

            long newLongest = Math.Max(longest, waiting[next].Samples);
            long newSum = sum + waiting[next].Samples;
            long padded = newLongest * (plan.Run.Count + 1);
            bool fits = limits.IgnoreLengths || (padded <= budget && padded - newSum <= limits.MaxPadding * padded);
            if (!fits)
            {
                // Candidates come in order of distance in length: all others are worse.
                return;
            }

            (longest, sum) = (newLongest, newSum);
            plan.Run.Add(next);
        }
    }

    /// <summary>The candidate closest in length to the head, the older one if equal; -1 when there is none.</summary>
    private static int Next(ReadOnlySpan<SttJobView> waiting, int head, bool urgent, SttPlan plan)
    {
        int best = -1;
        long closest = long.MaxValue;
        for (int i = 0; i < waiting.Length; i++)
        {
            long distance = Math.Abs((long)waiting[i].Samples - waiting[head].Samples);
            if (distance < closest
                && urgent == (waiting[i].Kind < SttJobKind.Partial)
                && !plan.Drop.Contains(i)
                && !IsStreamIn(waiting, waiting[i].Stream, plan.Run))
            {
                (closest, best) = (distance, i);
            }
        }

        return best;
    }

    private static bool IsStreamIn(ReadOnlySpan<SttJobView> waiting, long stream, List<int> run)
    {
        foreach (int index in run)
        {
            if (waiting[index].Stream == stream)
            {
                return true;
            }
        }

        return false;
    }
}
