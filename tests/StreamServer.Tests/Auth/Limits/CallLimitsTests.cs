using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Tests.Auth.Limits;

public sealed class CallLimitsTests
{
    [Fact]
    public void A_minute_of_requests_may_come_at_once_and_the_next_is_told_when_to_come_back()
    {
        using CallLimits limits = new();
        QuotaAccount account = new("k", new Plan { Id = "p", RequestsPerMinute = 30 });
        for (int number = 0; number < 30; number++)
        {
            limits.TakeRequest(account);
        }

        StreamException refused = Assert.Throws<StreamException>(() => limits.TakeRequest(account));
        Assert.Equal(StreamError.ClientLimit, refused.Error);
        Assert.Equal(["requests"], refused.Policies);
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 0.01, 2.1);
        limits.TakeRequest(account with { Subject = "other" });

        LimitStand stand = StandsOf(limits, account).Single();
        Assert.Equal(("requests", 30L, 0L), (stand.Name, stand.Limit, stand.Remaining));
        Assert.InRange(stand.Resets!.Value.TotalSeconds, 50, 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(601)]
    [InlineData(1_000_000)]
    public void Every_rate_can_be_stated(int perMinute)
    {
        using CallLimits limits = new();
        limits.TakeRequest(new QuotaAccount("k", new Plan { Id = "p", RequestsPerMinute = perMinute }));
    }

    [Fact]
    public async Task The_bucket_fills_again()
    {
        using CallLimits limits = new();
        QuotaAccount account = new("k", new Plan { Id = "p", RequestsPerMinute = 600 });
        for (int number = 0; number < 600; number++)
        {
            limits.TakeRequest(account);
        }

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (StandsOf(limits, account).Single().Remaining == 0)
        {
            await Task.Delay(20, limit.Token);
        }

        limits.TakeRequest(account);
    }

    [Fact]
    public void A_place_is_taken_until_it_is_given_back_and_each_half_has_its_own()
    {
        using CallLimits limits = new();
        QuotaAccount account = new("k", new Plan { Id = "p", ConcurrentStt = 2, ConcurrentTts = 0 });
        IDisposable first = limits.Enter(account, isStt: true);
        using IDisposable second = limits.Enter(account, isStt: true);
        Assert.Equal(["concurrent-stt"], Assert.Throws<StreamException>(() => limits.Enter(account, isStt: true)).Policies);
        Assert.Equal(["concurrent-tts"], Assert.Throws<StreamException>(() => limits.Enter(account, isStt: false)).Policies);
        Assert.Equal(
            [("concurrent-stt", 0L), ("concurrent-tts", 0L)], StandsOf(limits, account).Select(stand => (stand.Name, stand.Remaining)));
        first.Dispose();
        first.Dispose();
        limits.Enter(account, isStt: true).Dispose();
        Assert.Equal(1, StandsOf(limits, account).First().Remaining);
    }

    [Fact]
    public void A_plan_without_limits_has_none()
    {
        using CallLimits limits = new();
        QuotaAccount account = new("k", new Plan { Id = "p" });
        for (int number = 0; number < 10_000; number++)
        {
            limits.TakeRequest(account);
            limits.Enter(account, isStt: number % 2 == 0);
        }

        Assert.Empty(StandsOf(limits, account));
    }

    private static List<LimitStand> StandsOf(CallLimits limits, QuotaAccount account)
    {
        List<LimitStand> stands = [];
        limits.AddStands(account, stands);
        return stands;
    }
}
