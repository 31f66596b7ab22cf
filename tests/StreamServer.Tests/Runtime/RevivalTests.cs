using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Tests.Runtime;

public sealed class RevivalTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestMeters _meters = new();
    private readonly Readiness _readiness = new();
    private readonly Life _life = new();
    private readonly Part _part = new();
    private readonly Revival _revival;

    public RevivalTests() => _revival = new Revival(
        _readiness, new EngineMetrics(_meters), NullLogger<Revival>.Instance, _life);

    public void Dispose()
    {
        _meters.Dispose();
        _life.Dispose();
    }

    [Fact]
    public async Task A_half_whose_thread_died_is_red_until_its_models_are_loaded_anew()
    {
        _revival.Died(_part, "codec", new InvalidOperationException());
        Assert.False(_readiness.IsReady);
        Assert.Contains("codec", _readiness.Reasons["ears"], StringComparison.Ordinal);

        // Its other threads may fall with it; that is the same death.
        _revival.Died(_part, "lm-engine", new InvalidOperationException());
        _part.Loaded.SetResult();
        await _revival.Settled.WaitAsync(Limit);

        Assert.True(_readiness.IsReady);
        Assert.Empty(_readiness.Dead);
        Assert.Equal(1, _part.Loads);
    }

    [Fact]
    public async Task The_second_time_it_stays_dead()
    {
        _part.Loaded.SetResult();
        _revival.Died(_part, "codec", new InvalidOperationException());
        await _revival.Settled.WaitAsync(Limit);
        _revival.Died(_part, "codec", new InvalidOperationException());
        await _revival.Settled.WaitAsync(Limit);

        Assert.False(_readiness.IsReady);
        Assert.Contains("again", _readiness.Dead["ears"], StringComparison.Ordinal);
        Assert.Equal(1, _part.Loads);
        Assert.False(_life.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Models_that_do_not_load_any_more_leave_it_dead()
    {
        _part.Loaded.SetException(new StreamException(StreamError.ServerNotReady, "gone"));
        _revival.Died(_part, "codec", new InvalidOperationException());
        await _revival.Settled.WaitAsync(Limit);
        Assert.Single(_readiness.Dead);
    }

    [Fact]
    public async Task A_death_while_it_is_loaded_for_the_first_time_is_that_loads()
    {
        _readiness.Block(_part.Name, "loading");
        _revival.Died(_part, "codec", new InvalidOperationException());
        await _revival.Settled.WaitAsync(Limit);
        Assert.Equal("loading", _readiness.Reasons["ears"]);
        Assert.Equal(0, _part.Loads);
    }

    [Fact]
    public void A_lost_GPU_drains_the_process()
    {
        _revival.Died(_part, "codec", new EngineFaultException(
            "The GPU is lost.", new Exception("CUDA failure 700: an illegal memory access was encountered ; GPU=0")));
        Assert.True(_life.ApplicationStopping.IsCancellationRequested);
        Assert.Single(_readiness.Dead);
        Assert.Equal(0, _part.Loads);
    }

    private sealed class Part : IModelPart
    {
        private int _loads;

        public TaskCompletionSource Loaded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Loads => Volatile.Read(ref _loads);

        public string Name => "ears";

        public string Load(CancellationToken cancellation)
        {
            Loaded.Task.WaitAsync(Limit, cancellation).GetAwaiter().GetResult();
            Interlocked.Increment(ref _loads);
            return "";
        }
    }

    private sealed class Life : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
