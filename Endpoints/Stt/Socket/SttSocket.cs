using System.Net.WebSockets;
using System.Threading.Channels;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>
/// One speech to text connection: a receive loop, a send loop and, between them, the loop that feeds the session. It knows
/// messages, not models. Whatever ends first unblocks the others; then the close has a limit, then the abort.
/// </summary>
internal sealed partial class SttSocket : ILiveStream
{
    /// <summary>Messages between the receive loop and the session. Full: the receive loop waits and TCP holds the client back.</summary>
    private const int InboxCapacity = 16;

    /// <summary>
    /// How long the first message may take before <c>ready</c> is sent without knowing the dialect: dialects of one message
    /// per answer have no <c>ready</c>, and their clients speak at once.
    /// </summary>
    private static readonly TimeSpan ReadyGrace = TimeSpan.FromMilliseconds(150);

    private readonly WebSocket _socket;
    private readonly SpeechToText _speech;
    private readonly SttParameters _parameters;
    private readonly SttOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SttOutbox _outbox = new();
    private readonly CancellationTokenSource _abort;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Wait: the receive loop stops reading, which is the backpressure.
    private readonly Channel<SttInput> _inbox = Channel.CreateBounded<SttInput>(
        new BoundedChannelOptions(InboxCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleWriter = false });

    private volatile ISttProtocol _protocol;
    private readonly SttSessionSettings _settings;
    private readonly MeetingSeat? _seat;
    private SttSession? _session;
    private SttEnd? _end;

    /// <param name="socket">Accepted; owned by the caller.</param>
    /// <param name="id">Name of the session.</param>
    /// <param name="protocol">What the path stands for.</param>
    /// <param name="settings">Validated.</param>
    /// <param name="seat">Place in a meeting, if any.</param>
    /// <param name="services">Shared parts.</param>
    /// <param name="aborted">The connection is gone.</param>
    public SttSocket(
        WebSocket socket,
        string id,
        ISttProtocol protocol,
        SttSessionSettings settings,
        MeetingSeat? seat,
        SttSocketServices services,
        CancellationToken aborted)
    {
        _seat = seat;
        _socket = socket;
        Id = id;
        _protocol = protocol;
        _settings = settings;
        (_speech, _parameters, _options, _time, _log) = (services.Speech, services.Parameters, services.Options, services.Time, services.Log);
        _abort = CancellationTokenSource.CreateLinkedTokenSource(aborted);
    }

    public string Id { get; }

    /// <summary>It takes no more audio.</summary>
    public bool IsEnding => Volatile.Read(ref _end) is not null;

    /// <summary>Runs the connection to its end; throws nothing that the client could have caused.</summary>
    public async Task RunAsync()
    {
        long start = _time.GetTimestamp();
        try
        {
            Task receiving = ReceiveAsync();
            Task sending = SendAsync();
            await FeedAsync();
            await sending;
            await CloseAsync(receiving);
        }
        finally
        {
            _session?.Abandon();
            _abort.Cancel();
            _abort.Dispose();
            SttSummary totals = _session?.Summary ?? new SttSummary(0, 0, 0, 0, 0);
            SttEnd end = _end ?? SttEnd.Vanished;
            LogEnded(
                end.Failure is { } failure ? Errors.Of(failure.Error).Level : LogLevel.Information,
                Id,
                end.CloseCode,
                end.Failure?.Error.ToString() ?? "none",
                _time.GetElapsedTime(start).TotalSeconds,
                totals.AudioSeconds,
                totals.Utterances,
                totals.MaxLagMs);
            _done.TrySetResult();
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        End(SttEnd.Stopping);
        try
        {
            await _done.Task.WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
            throw;
        }
    }

    /// <summary>The server has taken on too much: its last finals are told, then it is closed with 1013. Returns at once.</summary>
    public void Shed(StreamException cause) => End(cause);

    /// <summary>No more input from now on; what is in the inbox is still worked off.</summary>
    private void End(SttEnd end)
    {
        Interlocked.CompareExchange(ref _end, end, null);
        _inbox.Writer.TryComplete();
    }

    private void End(StreamException failure) => End(SttEnd.Of(failure));
}
