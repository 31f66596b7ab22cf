using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Inference;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// Speaks with <c>take_quota</c> for all accounts, one message at a time: what calls wait for goes together at once, and once a second
/// what lies idle is given back and what was used during an outage is told.
/// </summary>
internal sealed partial class QuotaExchange(
    SupabaseClient client,
    SupabaseOptions options,
    LeasedAccounts accounts,
    AuthDatabase database,
    TimeProvider time,
    ILogger<QuotaExchange> log)
    : BackgroundService
{
    /// <summary>Elements of one message; the function takes a thousand.</summary>
    private const int MaxTakes = 500;

    /// <summary>Counters of an earlier run that are told after a start.</summary>
    private const int MaxCarried = 5000;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly SupabaseJson Json = SupabaseJson.Snake;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0);
    private Dictionary<LeasedAccount, TaskCompletionSource<bool>> _asks = [];
    private Guid _holder;
    private bool _isCarried;
    private volatile bool _isOffline;
    private volatile bool _isStopped;

    /// <summary>Whether this process serves callers, and so takes quotas.</summary>
    public bool IsServing => ExecuteTask is not null;

    /// <summary>Whether the last message had no answer: calls decide by what is known here and do not wait.</summary>
    public bool IsOffline => _isOffline || _isStopped;

    /// <summary>Asks for what the account's calls want; completes when it was answered (true) or was not (false).</summary>
    public Task<bool> AskAsync(LeasedAccount account)
    {
        if (_isStopped)
        {
            return Task.FromResult(false);
        }

        lock (_lock)
        {
            if (!_asks.TryGetValue(account, out TaskCompletionSource<bool>? ask))
            {
                ask = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                _asks[account] = ask;
                _signal.Release();
            }

            return ask.Task;
        }
    }

    /// <summary>
    /// Where the limits of an account stand, for a process that serves nobody, such as a command: it must not speak in the name of the
    /// server whose DATA_DIR it reads.
    /// </summary>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>.</exception>
    public async Task LookAsync(LeasedAccount account, Plan plan, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        JsonObject message = Message(Guid.NewGuid(), account.Looks(plan, now));
        foreach (QuotaGrant grant in await client.CallAsync("take_quota", message, Json.ListQuotaGrant, cancellation) ?? [])
        {
            account.See(grant, now);
        }
    }

    /// <summary>Gives every lease back, so that other servers can use it at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _isStopped = true;
        if (!_isOffline && _holder != default)
        {
            // Twice: the first call only notes what is idle.
            List<QuotaTake> rest = [];
            for (int time = 0; time < 2; time++)
            {
                rest = Reports();
            }

            await SendAsync(rest, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _holder = await database.WriteAsync(connection =>
            {
                SharedQuotaRows.Delete(connection, time.GetUtcNow());
                return SharedQuotaRows.Holder(connection);
            });
            Task signal = _signal.WaitAsync(stoppingToken);
            Task tick = Task.Delay(Beat, time, stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.WhenAny(signal, tick);
                if (signal.IsCompleted)
                {
                    await signal;
                    signal = _signal.WaitAsync(stoppingToken);
                }

                await AnswerAsync(stoppingToken);
                if (tick.IsCompleted)
                {
                    await tick;
                    await ReportAsync(stoppingToken);
                    tick = Task.Delay(Beat, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            _isStopped = true;
            foreach (TaskCompletionSource<bool> ask in TakeAsks().Values)
            {
                ask.TrySetResult(false);
            }
        }
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        Dictionary<LeasedAccount, TaskCompletionSource<bool>> asks = TakeAsks();
        bool isAnswered = false;
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            isAnswered = await SendAsync([.. asks.Keys.SelectMany(account => account.Asks(now))], cancellation);
        }
        finally
        {
            foreach (TaskCompletionSource<bool> ask in asks.Values)
            {
                ask.TrySetResult(isAnswered);
            }
        }
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        List<QuotaTake> takes = Reports();
        if (!_isCarried)
        {
            try
            {
                _isCarried = await SendAsync(Carried(), cancellation);
            }
            catch (StreamException exception)
            {
                LogNotRemembered(exception.Message);
            }
        }

        await SendAsync(takes, cancellation);
        accounts.Sweep(time.GetUtcNow());
    }

    private List<QuotaTake> Reports()
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. accounts.All.SelectMany(account => account.Reports(now))];
    }

    /// <summary>What this server used before it was started: ends leases of a run that was killed, and tells what an outage hid.</summary>
    private List<QuotaTake> Carried()
    {
        DateTimeOffset now = time.GetUtcNow();

        // Older than what an account that is read at this moment says.
        long sequence = (now - DateTimeOffset.UnixEpoch).Ticks - 1;
        return
        [
            .. database.Read(connection => SharedQuotaRows.Used(connection, now, MaxCarried))
                .Where(used => accounts.Find(used.Subject) is null)
                .Select(used => new QuotaTake(
                    used.Subject,
                    "",
                    SharedQuota.NameOf(used.Meter),
                    SharedQuota.PeriodOf(used.Meter, now),
                    used.Units,
                    Need: 0,
                    Lease: 0,
                    sequence)),
        ];
    }

    private Dictionary<LeasedAccount, TaskCompletionSource<bool>> TakeAsks()
    {
        lock (_lock)
        {
            Dictionary<LeasedAccount, TaskCompletionSource<bool>> asks = _asks;
            _asks = [];
            return asks;
        }
    }

    private static JsonObject Message(Guid holder, List<QuotaTake> takes) => new()
    {
        ["p_holder"] = holder,
        ["p_takes"] = JsonSerializer.SerializeToNode(takes, Json.ListQuotaTake),
    };

    /// <returns>Whether all of it was answered.</returns>
    private async Task<bool> SendAsync(List<QuotaTake> takes, CancellationToken cancellation)
    {
        foreach (QuotaTake[] part in takes.Chunk(MaxTakes))
        {
            try
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(options.AnswerLimit);
                JsonObject message = Message(_holder, [.. part]);
                List<QuotaGrant> grants = await client.CallAsync("take_quota", message, Json.ListQuotaGrant, limit.Token) ?? [];
                Apply(part, grants);
                if (_isOffline)
                {
                    _isOffline = false;
                    LogOnline();
                }
            }
            catch (Exception exception) when (
                exception is StreamException or SupabaseRefusal or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                if (!_isOffline)
                {
                    _isOffline = true;
                    LogOffline(exception.Message);
                }

                // Who asked meanwhile does not wait for the next message to fail.
                foreach (TaskCompletionSource<bool> ask in TakeAsks().Values)
                {
                    ask.TrySetResult(false);
                }

                return false;
            }
        }

        return true;
    }

    private void Apply(QuotaTake[] takes, List<QuotaGrant> grants)
    {
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<(string, string), QuotaTake> asked = takes.ToDictionary(take => (take.Subject, take.Meter));
        List<QuotaGrant> known = [];
        foreach (QuotaGrant grant in grants)
        {
            if (asked.TryGetValue((grant.Subject, grant.Meter), out QuotaTake? take) && accounts.Find(grant.Subject) is { } account)
            {
                account.Apply(take, grant, now);
                known.Add(grant);
            }
        }

        if (known.Count > 0)
        {
            _ = RememberAsync(known, now);
        }
    }

    /// <summary>For a start during an outage. Nobody waits for it, and the next answer writes it anew.</summary>
    private async Task RememberAsync(List<QuotaGrant> grants, DateTimeOffset now)
    {
        try
        {
            await database.WriteAsync(connection =>
            {
                foreach (QuotaGrant grant in grants)
                {
                    QuotaMeter meter = QuotaMeters.All.First(one => SharedQuota.NameOf(one) == grant.Meter);
                    SharedQuotaRows.Save(
                        connection, grant.Subject, meter, QuotaMeters.PeriodOf(meter, now), grant.Limit, grant.Total - grant.Taken);
                }

                return true;
            });
        }
        catch (StreamException exception)
        {
            LogNotRemembered(exception.Message);
        }
    }

    [LoggerMessage(3221, LogLevel.Warning, "Shared quotas do not answer; this server counts alone: {Cause}", EventName = "QuotasOffline")]
    private partial void LogOffline(string cause);

    [LoggerMessage(3222, LogLevel.Information, "Shared quotas are answered again", EventName = "QuotasOnline")]
    private partial void LogOnline();

    [LoggerMessage(3223, LogLevel.Warning, "Shared quotas in DATA_DIR failed: {Cause}", EventName = "QuotasNotRemembered")]
    private partial void LogNotRemembered(string cause);
}
