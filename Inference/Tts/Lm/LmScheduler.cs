namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Decides what the next round runs: one decode step over every row that may go on, then at most one piece of one prompt.
/// Pure: no model, thread or clock.
/// </summary>
internal static class LmScheduler
{
    /// <summary>Who is served first; see <see cref="Rank"/>.</summary>
    private enum Turn
    {
        /// <summary>Has a slot.</summary>
        Under,

        /// <summary>The next chunk of somebody who plays and holds little.</summary>
        Continuation,

        /// <summary>Has heard nothing yet.</summary>
        Newcomer,

        /// <summary>The next chunk of somebody who holds enough.</summary>
        Later,

        /// <summary>Cannot or may not run.</summary>
        Never,
    }

    /// <param name="rows">All requests, oldest first.</param>
    /// <param name="freeSlots">Slots that a waiting row could take.</param>
    /// <param name="mayStart">Whether a newcomer may take one: those that play would keep their deadlines.</param>
    /// <param name="isRoomy">Whether little of what the machine makes is needed: next chunks can wait until less is held.</param>
    /// <param name="jitter">Seconds that a run may keep everybody waiting; the guard is never less.</param>
    /// <param name="limits">Numbers to decide by.</param>
    /// <param name="plan">Receives the result.</param>
    public static void Plan(
        ReadOnlySpan<LmRowView> rows, int freeSlots, bool mayStart, bool isRoomy, double jitter, LmLimits limits, StepPlan plan)
    {
        plan.Clear();
        double guard = Math.Max(limits.Guard, jitter);
        double lead = isRoomy ? Math.Max(limits.RoomyLead, jitter) : limits.Lead;
        double lowest = LowestThatPlays(rows, limits);
        int candidate = MostUrgentPrompt(rows, freeSlots > 0, mayStart, lead);
        bool isUrgent = candidate >= 0 && IsUrgent(rows[candidate], limits);
        AddDecodes(rows, limits, isUrgent, isShort: lowest < guard, plan);

        // A client that is about to run dry comes first: what waits is a newcomer, or somebody who holds more.
        if (candidate >= 0 && (lowest >= guard || (rows[candidate].IsPlaying && rows[candidate].SecondsAhead <= lowest)))
        {
            plan.SetPrefill(candidate, Math.Min(limits.PrefillChunk, rows[candidate].PromptLeft));
        }

        if (freeSlots == 0 && MostUrgentPrompt(rows, true, mayStart, lead) is >= 0 and int waiting
            && rows[waiting].Phase == RowPhase.Waiting)
        {
            plan.Evict = LongestPaused(rows, limits);
        }
    }

    /// <summary>Seconds until the first of those that play and could go on runs dry; infinite when there is none.</summary>
    private static double LowestThatPlays(ReadOnlySpan<LmRowView> rows, LmLimits limits)
    {
        double lowest = double.PositiveInfinity;
        foreach (LmRowView row in rows)
        {
            if (row.IsPlaying && CanDecode(row, limits))
            {
                lowest = Math.Min(lowest, row.SecondsAhead);
            }
        }

        return lowest;
    }

    private static int MostUrgentPrompt(ReadOnlySpan<LmRowView> rows, bool hasSlot, bool mayStart, double lead)
    {
        int best = -1;
        Turn turn = Turn.Never;
        for (int i = 0; i < rows.Length; i++)
        {
            Turn own = Rank(rows[i], hasSlot, mayStart, lead);
            if (own != Turn.Never && (best < 0 || own < turn || (own == turn && GoesBefore(rows[i], rows[best], own))))
            {
                (best, turn) = (i, own);
            }
        }

        return best;
    }

    private static Turn Rank(LmRowView row, bool hasSlot, bool mayStart, double lead) => row switch
    {
        { Phase: RowPhase.Prefilling } => Turn.Under,
        { Phase: RowPhase.Decoding } or { IsResting: true } => Turn.Never,
        _ when !hasSlot => Turn.Never,
        { IsPlaying: true } => row.SecondsAhead < lead ? Turn.Continuation : Turn.Later,
        _ => mayStart ? Turn.Newcomer : Turn.Never,
    };

    /// <summary>
    /// Slots go round the owners before time decides: a newcomer's to the owner who holds the fewest, then to the one whose turn was
    /// longest ago, then to who waits longest.
    /// </summary>
    private static bool GoesBefore(LmRowView row, LmRowView other, Turn turn) => turn == Turn.Newcomer
        ? (row.OwnerSlots, row.OwnerServed, row.SecondsAhead).CompareTo((other.OwnerSlots, other.OwnerServed, other.SecondsAhead)) < 0
        : row.SecondsAhead < other.SecondsAhead;

    /// <summary>A row more makes a step dearer by little: far rows are left out only for a client that could run dry before long.</summary>
    private static void AddDecodes(ReadOnlySpan<LmRowView> rows, LmLimits limits, bool isUrgent, bool isShort, StepPlan plan)
    {
        foreach (LmRowView row in rows)
        {
            isUrgent |= CanDecode(row, limits) && IsUrgent(row, limits);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (CanDecode(rows[i], limits) && !(isUrgent && IsFarAhead(rows[i], limits)) && (rows[i].IsPlaying || !isShort))
            {
                plan.Decode.Add(i);
            }
        }
    }

    /// <summary>The row that has been paused for longest, of the owner who holds most; −1 when none has been for long.</summary>
    private static int LongestPaused(ReadOnlySpan<LmRowView> rows, LmLimits limits)
    {
        int best = -1;
        for (int i = 0; i < rows.Length; i++)
        {
            bool isPaused = rows[i].Phase == RowPhase.Decoding && !CanDecode(rows[i], limits) && rows[i].PausedFor >= limits.PauseSeconds;
            if (isPaused && (best < 0 || CanSpare(rows[i], rows[best])))
            {
                best = i;
            }
        }

        return best;
    }

    private static bool CanSpare(LmRowView row, LmRowView other) =>
        (row.OwnerSlots, row.PausedFor).CompareTo((other.OwnerSlots, other.PausedFor)) > 0;

    private static bool CanDecode(LmRowView row, LmLimits limits) =>
        row.Phase == RowPhase.Decoding && row.Unread < (row.WasPaused ? limits.MaxUnread / 2 : limits.MaxUnread);

    private static bool IsUrgent(LmRowView row, LmLimits limits) => row.SecondsAhead < limits.FarAhead / 2;

    private static bool IsFarAhead(LmRowView row, LmLimits limits) =>
        row.IsPlaying && row.SecondsAhead > (row.WasPaused ? limits.FarAhead / 2 : limits.FarAhead);
}
