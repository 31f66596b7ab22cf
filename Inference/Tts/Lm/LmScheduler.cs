namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Decides what the next round runs: one decode step over every row that may go on, then at most one piece of one prompt.
/// Pure: no model, thread or clock.
/// </summary>
internal static class LmScheduler
{
    /// <param name="rows">All requests, oldest first.</param>
    /// <param name="freeSlots">Slots that a waiting row could take.</param>
    /// <param name="limits">Numbers to decide by.</param>
    /// <param name="plan">Receives the result.</param>
    public static void Plan(ReadOnlySpan<LmRowView> rows, int freeSlots, LmLimits limits, StepPlan plan)
    {
        plan.Clear();
        int candidate = MostUrgentPrompt(rows, freeSlots);
        double lowest = AddDecodes(rows, limits, isUrgent: candidate >= 0 && IsUrgent(rows[candidate], limits), plan);
        if (candidate < 0)
        {
            return;
        }

        // A client that is about to run dry comes first, unless the new one is later still: so neither starves.
        double lateness = rows[candidate].SecondsAhead + limits.FirstAudioTarget;
        if (lowest >= limits.Guard || lateness < lowest)
        {
            plan.SetPrefill(candidate, Math.Min(limits.PrefillChunk, rows[candidate].PromptLeft));
        }
    }

    private static int MostUrgentPrompt(ReadOnlySpan<LmRowView> rows, int freeSlots)
    {
        int best = -1;
        for (int i = 0; i < rows.Length; i++)
        {
            bool canRun = rows[i].Phase == RowPhase.Prefilling || (rows[i].Phase == RowPhase.Waiting && freeSlots > 0);
            if (canRun && (best < 0 || GoesBefore(rows[i], rows[best])))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Who has a slot goes on first; free slots go to the owner who holds the fewest; then the one that waited longest.</summary>
    private static bool GoesBefore(LmRowView row, LmRowView other)
    {
        if (row.Phase != other.Phase)
        {
            return row.Phase == RowPhase.Prefilling;
        }

        return row.Phase == RowPhase.Waiting && row.OwnerSlots != other.OwnerSlots
            ? row.OwnerSlots < other.OwnerSlots
            : row.SecondsAhead < other.SecondsAhead;
    }

    /// <returns>Seconds until the first client of the decoded rows runs dry; infinite when none is decoded.</returns>
    private static double AddDecodes(ReadOnlySpan<LmRowView> rows, LmLimits limits, bool isUrgent, StepPlan plan)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            isUrgent |= CanDecode(rows[i], limits) && IsUrgent(rows[i], limits);
        }

        double lowest = double.PositiveInfinity;
        for (int i = 0; i < rows.Length; i++)
        {
            if (CanDecode(rows[i], limits) && !(isUrgent && IsFarAhead(rows[i], limits)))
            {
                plan.Decode.Add(i);
                lowest = Math.Min(lowest, rows[i].SecondsAhead);
            }
        }

        return lowest;
    }

    private static bool CanDecode(LmRowView row, LmLimits limits) =>
        row.Phase == RowPhase.Decoding && row.Unread < (row.WasPaused ? limits.MaxUnread / 2 : limits.MaxUnread);

    /// <summary>A row more makes a step dearer by little: far rows are left out only for a client that could run dry before long.</summary>
    private static bool IsUrgent(LmRowView row, LmLimits limits) => row.SecondsAhead < limits.FarAhead / 2;

    private static bool IsFarAhead(LmRowView row, LmLimits limits) =>
        row.SecondsAhead > (row.WasPaused ? limits.FarAhead / 2 : limits.FarAhead);
}
