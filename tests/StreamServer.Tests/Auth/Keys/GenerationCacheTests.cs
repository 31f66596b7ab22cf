using StreamServer.Auth.Keys;

namespace StreamServer.Tests.Auth.Keys;

public sealed class GenerationCacheTests
{
    [Fact]
    public void It_never_holds_more_than_twice_its_capacity_and_keeps_what_is_used()
    {
        GenerationCache<int, int> cache = new(100);
        cache.Set(-1, 7);
        for (int key = 0; key < 10_000; key++)
        {
            cache.Set(key, key);
            Assert.True(cache.TryGet(-1, out int used) && used == 7, $"lost after {key}");
            Assert.InRange(cache.Count, 1, 200);
        }

        Assert.False(cache.TryGet(0, out _));
        Assert.True(cache.TryGet(9_999, out _));
    }

    [Fact]
    public void What_was_removed_or_cleared_is_gone_from_both_generations()
    {
        GenerationCache<int, int> cache = new(2);
        cache.Set(1, 1);
        cache.Set(2, 2);
        cache.Set(3, 3);
        cache.Remove(1);
        Assert.False(cache.TryGet(1, out _));
        Assert.True(cache.TryGet(2, out _));
        cache.Clear();
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task Threads_that_write_at_once_stay_within_the_bound()
    {
        GenerationCache<int, int> cache = new(1000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int key = 0; key < 50_000; key++)
            {
                cache.Set((thread * 50_000) + key, key);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        // A few that were being written while a generation turned are beside the count.
        Assert.InRange(cache.Count, 1, 2_100);
    }
}
