using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

/// <summary>An engine whose faults the test decides: each round runs all that waits as one batch.</summary>
internal sealed class TestEngine(TestEngine.Resource model, Action<Exception> died, TimeSpan? stopLimit = null)
    : EngineLoop<TestEngine.Job>("test", "The test's model", model, NullLogger.Instance, died)
{
    private readonly List<Job> _waiting = [];

    /// <summary>Runs on the thread with each batch; what it throws the run throws.</summary>
    public Action<IReadOnlyList<Job>> OnRun { get; init; } = _ => { };

    /// <summary>Runs at the beginning of each round.</summary>
    public Action OnRound { get; init; } = () => { };

    /// <summary>Runs when the model has to show that it works.</summary>
    public Action OnCheckUp { get; init; } = () => { };

    protected override TimeSpan StopLimit { get; } = stopLimit ?? TimeSpan.FromSeconds(10);

    public Task SubmitAsync(Job job)
    {
        if (Post(job) is { } reason)
        {
            job.SetException(reason);
        }

        return job.Task;
    }

    protected override void Admit(Job request) => _waiting.Add(request);

    protected override bool Round()
    {
        OnRound();
        if (_waiting.Count == 0)
        {
            return false;
        }

        List<Job> batch = [.. _waiting];
        _waiting.Clear();
        RunBatch(batch, Run);
        return true;
    }

    protected override void Fail(Job request, StreamException reason) => request.TrySetException(reason);

    protected override void FailAll(StreamException reason)
    {
        _waiting.ForEach(job => Fail(job, reason));
        _waiting.Clear();
    }

    protected override void CheckUp() => OnCheckUp();

    private void Run(List<Job> batch)
    {
        OnRun(batch);
        batch.ForEach(job => job.SetResult());
    }

    internal sealed class Job(int number = 0) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Number { get; } = number;
    }

    internal sealed class Resource : IDisposable
    {
        private int _disposed;

        /// <summary>How often it was disposed.</summary>
        public int Disposed => Volatile.Read(ref _disposed);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }
}
