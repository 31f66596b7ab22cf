using StreamServer.Inference.Stt.Load;

namespace StreamServer.Tests.Stt.Load;

public sealed class LoadMeterTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void A_worker_that_is_always_busy_is_wholly_used_and_idles_away()
    {
        LoadMeter meter = new(_clock);
        for (int i = 0; i < 100; i++)
        {
            Run(meter, busyMs: 100);
        }

        Assert.InRange(meter.Utilisation, 0.95, 1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(meter.Utilisation, 0, 0.01);
    }

    [Fact]
    public void Half_the_time_busy_is_half_used()
    {
        LoadMeter meter = new(_clock);
        for (int i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            Run(meter, busyMs: 50);
        }

        Assert.Equal(0.5, meter.Utilisation, 0.05);
    }

    [Fact]
    public void Work_that_yields_is_no_load()
    {
        LoadMeter meter = new(_clock);
        for (int i = 0; i < 100; i++)
        {
            Run(meter, busyMs: 100, yields: true);
        }

        Assert.Equal(0, meter.Utilisation);
    }

    [Fact]
    public void The_wait_of_finals_is_followed_and_forgotten()
    {
        LoadMeter meter = new(_clock);
        for (int i = 0; i < 30; i++)
        {
            meter.Waited(TimeSpan.FromSeconds(2));
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(2, meter.Wait.TotalSeconds, 0.15);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.InRange(meter.Wait.TotalSeconds, 0, 0.01);
    }

    [Fact]
    public void The_speed_tells_how_much_audio_fits_into_a_time()
    {
        LoadMeter meter = new(_clock);
        Assert.Equal(int.MaxValue, meter.SamplesIn(TimeSpan.FromMilliseconds(80)));

        for (int i = 0; i < 50; i++)
        {
            Run(meter, busyMs: 100, samples: 160_000);
        }

        Assert.Equal(128_000, meter.SamplesIn(TimeSpan.FromMilliseconds(80)), 2_000.0);
    }

    private void Run(LoadMeter meter, int busyMs, long samples = 100_000, bool yields = false)
    {
        long start = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(busyMs));
        meter.Ran(start, samples, yields);
    }
}
