namespace StreamServer.Inference.Stt.Admission;

/// <summary>
/// Decides from the measured lag when the server is over its capacity and how many callers must go, so that the others keep
/// their latency. Two marks keep it from wavering: over from the high one, under only below the low one. Pure.
/// </summary>
internal static class ShedPolicy
{
    /// <param name="state">Result of the last look; the default at the start.</param>
    /// <param name="now">Time since any fixed moment.</param>
    /// <param name="lag">How far behind the server is.</param>
    /// <param name="callers">How many there are. The last one always stays: alone it cannot be too many.</param>
    /// <param name="limits">Marks and times.</param>
    public static ShedState Next(ShedState state, TimeSpan now, TimeSpan lag, int callers, ShedLimits limits)
    {
        if (lag < limits.Low || (!state.IsOver && lag <= limits.High))
        {
            return default;
        }

        state = state.IsOver ? state with { Shed = 0 } : new ShedState { IsOver = true, Since = now };
        bool hasEffect = state.ShedAt is { } at && (now - at < limits.Settle || lag < limits.Recovering * state.LagThen);
        if (lag <= limits.High || now - state.Since < limits.Patience || hasEffect || callers < 2)
        {
            return state;
        }

        int shed = Math.Min(callers - 1, (int)Math.Ceiling(callers * limits.Share));
        return state with { Shed = shed, ShedAt = now, LagThen = lag };
    }
}
