using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

public sealed class DisposableStackTests
{
    private readonly List<int> _disposed = [];

    [Fact]
    public void What_was_opened_is_disposed_in_reverse_order_when_a_later_step_fails()
    {
        Assert.Throws<InvalidOperationException>(OpenAll);
        Assert.Equal([2, 1], _disposed);

        void OpenAll()
        {
            using DisposableStack opened = new();
            opened.Use(new Part(this, 1));
            opened.Use(new Part(this, 2));
            throw new InvalidOperationException("the third does not open");
        }
    }

    [Fact]
    public void What_was_moved_is_disposed_by_its_new_owner_alone()
    {
        DisposableStack owner;
        using (DisposableStack opened = new())
        {
            opened.Use(new Part(this, 1));
            owner = opened.Move();
        }

        Assert.Empty(_disposed);
        owner.Dispose();
        owner.Dispose();
        Assert.Equal([1], _disposed);
    }

    private sealed class Part(DisposableStackTests test, int number) : IDisposable
    {
        public void Dispose() => test._disposed.Add(number);
    }
}
