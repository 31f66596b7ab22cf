using StreamServer.Inference.Stt.Admission;

namespace StreamServer.Tests.Stt.Admission;

public sealed class ShedPolicyTests
{
    private static readonly ShedLimits Limits = new() { High = TimeSpan.FromMilliseconds(500) };

    private ShedState _state;
    private double _now;

    [Fact]
    public void A_server_that_keeps_up_closes_nobody()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, Look(lagMs: 499));
        }

        Assert.False(_state.IsOver);
    }

    [Fact]
    public void Over_the_limit_nobody_is_let_in_at_once_and_nobody_goes_before_it_lasts()
    {
        Assert.Equal(0, Look(lagMs: 501));
        Assert.True(_state.IsOver);

        for (double until = _now + 1.9; _now < until;)
        {
            Assert.Equal(0, Look(lagMs: 900));
        }

        Assert.Equal(5, Look(lagMs: 900, callers: 20, after: 0.25));
    }

    [Fact]
    public void A_rush_that_ends_in_time_costs_nobody_his_place()
    {
        for (int rush = 0; rush < 10; rush++)
        {
            Assert.Equal(0, Look(lagMs: 2000, after: 1.5));
            Assert.Equal(0, Look(lagMs: 100, after: 0.25));
        }

        Assert.False(_state.IsOver);
    }

    [Fact]
    public void Between_the_marks_it_stays_as_it_is()
    {
        Look(lagMs: 400);
        Assert.False(_state.IsOver);

        Look(lagMs: 600);
        Look(lagMs: 400);
        Assert.True(_state.IsOver);

        Look(lagMs: 251);
        Assert.True(_state.IsOver);

        Look(lagMs: 249);
        Assert.False(_state.IsOver);
    }

    [Fact]
    public void Between_the_marks_nobody_has_to_go()
    {
        Look(lagMs: 600);

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(0, Look(lagMs: 450));
        }
    }

    [Fact]
    public void The_next_step_waits_for_the_effect_of_the_last()
    {
        Look(lagMs: 1000);
        Assert.Equal(10, Look(lagMs: 1000, callers: 40, after: 2));

        Assert.Equal(0, Look(lagMs: 1000, callers: 30, after: 0.5));
        Assert.Equal(8, Look(lagMs: 1000, callers: 30, after: 0.5));
    }

    [Fact]
    public void While_the_lag_falls_by_itself_nobody_else_goes()
    {
        Look(lagMs: 4000);
        Assert.NotEqual(0, Look(lagMs: 4000, after: 2));

        for (double lag = 3000; lag > 500; lag -= 250)
        {
            Assert.Equal(0, Look(lagMs: lag, after: 1));
        }
    }

    [Fact]
    public void The_last_caller_stays()
    {
        Look(lagMs: 9000, callers: 1);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(0, Look(lagMs: 9000, callers: 1, after: 1));
            Assert.Equal(0, Look(lagMs: 9000, callers: 0, after: 1));
        }

        Assert.Equal(1, Look(lagMs: 9000, callers: 2, after: 1));
    }

    [Fact]
    public void Three_times_too_many_are_down_to_what_fits_within_seven_seconds()
    {
        const int Fits = 20;
        int callers = 3 * Fits;
        double lag = 0;
        for (; _now < 7; _now += 0.25)
        {
            // What is too much piles up; what is to spare works it off.
            lag = Math.Max(0, lag + (250.0 * (callers - Fits) / Fits));
            _state = ShedPolicy.Next(_state, TimeSpan.FromSeconds(_now), TimeSpan.FromMilliseconds(lag), callers, Limits);
            callers -= _state.Shed;
        }

        Assert.InRange(callers, Fits / 2, Fits);
    }

    private int Look(double lagMs, int callers = 10, double after = 0.1)
    {
        _now += after;
        _state = ShedPolicy.Next(_state, TimeSpan.FromSeconds(_now), TimeSpan.FromMilliseconds(lagMs), callers, Limits);
        return _state.Shed;
    }
}
