using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using Job = StreamServer.Tests.Runtime.TestEngine.Job;

namespace StreamServer.Tests.Runtime;

public sealed class EngineLoopTests
{
    private const int Bad = -1;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly TestEngine.Resource _model = new();
    private readonly TaskCompletionSource<Exception> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TheoryData<Exception> Faults =>
        [new InvalidOperationException("broken"), new OutOfMemoryException(), new OperationCanceledException(),
            new AccessViolationException()];

    [Fact]
    public async Task Every_request_of_many_threads_is_answered_and_none_is_lost()
    {
        using TestEngine engine = Start(new TestEngine(_model, _died.SetResult));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                await engine.SubmitAsync(new Job()).WaitAsync(Limit);
            }
        })));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_a_job_throws_ends_that_job_and_neither_its_neighbours_nor_the_thread(Exception fault)
    {
        using ManualResetEventSlim hold = new();
        using TestEngine engine = Start(new TestEngine(_model, _died.SetResult)
        {
            OnRun = batch =>
            {
                hold.Wait(Limit);
                ThrowIf(batch.Any(job => job.Number == Bad), fault);
            },
        });

        Task first = engine.SubmitAsync(new Job());
        Task[] good = [.. Enumerable.Range(1, 5).Select(number => engine.SubmitAsync(new Job(number)))];
        Task bad = engine.SubmitAsync(new Job(Bad));
        hold.Set();

        StreamException told = await Assert.ThrowsAsync<StreamException>(() => bad.WaitAsync(Limit));
        Assert.Equal(StreamError.ModelFailed, told.Error);
        Assert.Same(fault, told.InnerException);
        await Task.WhenAll([first, .. good]).WaitAsync(Limit);
        await engine.SubmitAsync(new Job()).WaitAsync(Limit);
    }

    [Fact]
    public async Task A_fault_that_passes_is_not_seen()
    {
        int runs = 0;
        using TestEngine engine = Start(new TestEngine(_model, _died.SetResult)
        {
            OnRun = _ => ThrowIf(runs++ == 0, new OutOfMemoryException()),
        });
        await engine.SubmitAsync(new Job()).WaitAsync(Limit);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Bad_jobs_one_after_the_other_never_end_a_model_that_still_runs()
    {
        int checks = 0;
        using TestEngine engine = Start(new TestEngine(_model, _died.SetResult)
        {
            OnRun = batch => ThrowIf(batch.Any(job => job.Number == Bad), new InvalidOperationException()),
            OnCheckUp = () => checks++,
        });
        for (int i = 0; i < 4 * TestEngine.MostFailedRounds; i++)
        {
            await Assert.ThrowsAsync<StreamException>(() => engine.SubmitAsync(new Job(Bad)).WaitAsync(Limit));
        }

        await engine.SubmitAsync(new Job()).WaitAsync(Limit);
        Assert.Equal(4, checks);
    }

    [Fact]
    public async Task A_model_that_runs_no_more_ends_the_engine_which_tells_its_owner_and_everybody_else()
    {
        using ManualResetEventSlim hold = new();
        Task waiting = Task.CompletedTask;
        using TestEngine engine = Start(new TestEngine(_model, exception =>
        {
            Assert.False(waiting.IsCompleted, "The owner is told before those who wait.");
            _died.SetResult(exception);
        })
        {
            OnRun = _ => throw new InvalidOperationException(),
            OnCheckUp = () =>
            {
                hold.Wait(Limit);
                throw new InvalidOperationException();
            },
        });
        for (int i = 0; i < TestEngine.MostFailedRounds; i++)
        {
            await Assert.ThrowsAsync<StreamException>(() => engine.SubmitAsync(new Job()).WaitAsync(Limit));
        }

        waiting = engine.SubmitAsync(new Job());
        hold.Set();

        Assert.IsType<EngineFaultException>(await _died.Task.WaitAsync(Limit));
        StreamException told = await Assert.ThrowsAsync<StreamException>(() => waiting.WaitAsync(Limit));
        Assert.Equal(StreamError.ServerNotReady, told.Error);
        Task late = engine.SubmitAsync(new Job());
        Assert.True(late.IsFaulted, "Whoever comes later fails at once.");

        // What the model holds is freed by its owner.
        Assert.Equal(0, _model.Disposed);
        engine.Dispose();
        Assert.Equal(1, _model.Disposed);
    }

    [Theory]
    [InlineData(TestEngine.MostFailedRounds - 1, false)]
    [InlineData(int.MaxValue, true)]
    public async Task Rounds_that_break_off_are_repeated_so_often_and_then_end_the_engine(int faults, bool isEnd)
    {
        int left = faults;
        using TestEngine engine = Start(
            new TestEngine(_model, _died.SetResult) { OnRound = () => ThrowIf(left-- > 0, new OutOfMemoryException()) });
        Task job = engine.SubmitAsync(new Job());
        if (isEnd)
        {
            await _died.Task.WaitAsync(Limit);
            await Assert.ThrowsAsync<StreamException>(() => job.WaitAsync(Limit));
        }
        else
        {
            await job.WaitAsync(Limit);
        }
    }

    [Fact]
    public async Task A_state_that_is_wrong_ends_the_engine_at_once()
    {
        int rounds = 0;
        using TestEngine engine = Start(new TestEngine(_model, _died.SetResult)
        {
            OnRound = () => ThrowIf(++rounds == 2, new EngineFaultException("two callers in one slot")),
        });
        Task job = engine.SubmitAsync(new Job());
        engine.Signal();
        Assert.Equal("two callers in one slot", (await DieAsync()).Message);
        await Task.WhenAny(job).WaitAsync(Limit);

        async Task<Exception> DieAsync()
        {
            while (!_died.Task.IsCompleted)
            {
                engine.Signal();
                await Task.Yield();
            }

            return await _died.Task;
        }
    }

    [Fact]
    public async Task Disposing_waits_for_the_run_fails_who_waits_and_then_frees_the_model_once()
    {
        using ManualResetEventSlim hold = new();
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestEngine engine = Start(new TestEngine(_model, _died.SetResult)
        {
            OnRun = _ =>
            {
                running.TrySetResult();
                hold.Wait(Limit);
                Assert.Equal(0, _model.Disposed);
            },
        });
        Task first = engine.SubmitAsync(new Job());
        await running.Task.WaitAsync(Limit);
        Task second = engine.SubmitAsync(new Job());
        Task disposing = Task.Run(engine.Dispose);
        Task late;
        do
        {
            late = engine.SubmitAsync(new Job());
            await Task.Yield();
        }
        while (!late.IsFaulted);

        Assert.Equal(0, _model.Disposed);
        hold.Set();
        await disposing.WaitAsync(Limit);
        engine.Dispose();

        await first.WaitAsync(Limit);
        Assert.Equal(StreamError.ServerStopping, (await Assert.ThrowsAsync<StreamException>(() => second.WaitAsync(Limit))).Error);
        Assert.Equal(1, _model.Disposed);
    }

    [Fact]
    public async Task A_run_that_never_ends_keeps_its_model()
    {
        using ManualResetEventSlim hold = new();
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestEngine engine = Start(new TestEngine(_model, _died.SetResult, stopLimit: TimeSpan.FromMilliseconds(50))
        {
            OnRun = _ =>
            {
                running.TrySetResult();
                hold.Wait(Limit);
            },
        });
        Task job = engine.SubmitAsync(new Job());
        await running.Task.WaitAsync(Limit);
        engine.Dispose();

        Assert.Equal(0, _model.Disposed);
        hold.Set();
        await job.WaitAsync(Limit);
    }

    [Fact]
    public async Task An_engine_that_never_started_fails_who_waits_and_frees_its_model()
    {
        TestEngine engine = new(_model, _died.SetResult);
        Task job = engine.SubmitAsync(new Job());
        engine.Dispose();

        Assert.Equal(StreamError.ServerStopping, (await Assert.ThrowsAsync<StreamException>(() => job.WaitAsync(Limit))).Error);
        Assert.Equal(1, _model.Disposed);
    }

    private static TestEngine Start(TestEngine engine)
    {
        engine.Start();
        return engine;
    }

    private static void ThrowIf(bool fault, Exception exception)
    {
        if (fault)
        {
            throw exception;
        }
    }
}
