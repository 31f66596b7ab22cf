using System.Text.Json;
using System.Threading.Channels;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>
/// What the messages of speech to text mean: each becomes an input of the session, and each event of the session a message.
/// Between the connection's receive loop and the send loop stands the one that feeds the session.
/// </summary>
internal sealed partial class SttSocket : ISocketHandler, ILiveStream
{
    /// <summary>Messages between the receive loop and the session. Full: the receive loop waits and TCP holds the client back.</summary>
    private const int InboxCapacity = 16;

    /// <summary>
    /// How long the first message may take before <c>ready</c> is sent without knowing the dialect: dialects of one message
    /// per answer have no <c>ready</c>, and their clients speak at once.
    /// </summary>
    private static readonly TimeSpan ReadyGrace = TimeSpan.FromMilliseconds(150);

    private readonly Connection _connection;
    private readonly SpeechToText _speech;
    private readonly SttParameters _parameters;
    private readonly SttOptions _options;
    private readonly SttWireOptions _wire;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SttOutbox _outbox = new();

    // Wait: the receive loop stops reading, which is the backpressure.
    private readonly Channel<SttInput> _inbox = Channel.CreateBounded<SttInput>(
        new BoundedChannelOptions(InboxCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleWriter = false });

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SttSessionSettings _settings;
    private readonly MeetingSeat? _seat;
    private readonly HearingMeter _meter;
    private readonly IReadOnlyList<LimitInfo>? _quotas;
    private readonly CallMark _mark;
    private volatile ISttProtocol _protocol;
    private volatile bool _isHandling;
    private bool _isKnown;
    private SttSession? _session;

    /// <param name="connection">Not running yet.</param>
    /// <param name="protocol">What the path stands for.</param>
    /// <param name="settings">Validated.</param>
    /// <param name="seat">Place in a meeting, if any.</param>
    /// <param name="meter">Has its first units.</param>
    /// <param name="quotas">Where the caller's limits stand; null where he has none.</param>
    /// <param name="mark">For the log.</param>
    /// <param name="services">Shared parts.</param>
    public SttSocket(
        Connection connection,
        ISttProtocol protocol,
        SttSessionSettings settings,
        MeetingSeat? seat,
        HearingMeter meter,
        IReadOnlyList<LimitInfo>? quotas,
        CallMark mark,
        SttSocketServices services)
    {
        (_connection, _protocol, _settings, _seat) = (connection, protocol, settings, seat);
        (_meter, _quotas, _mark) = (meter, quotas, mark);
        (_speech, _parameters, _options, _wire) = (services.Speech, services.Parameters, services.Options, services.Wire);
        (_time, _log) = (services.Time, services.Log);
    }

    public bool IsAtRest => _begun.Task.IsCompleted && !IsBusy && _session is not { IsSpeaking: true };

    public bool IsBusy => _isHandling || _inbox.Reader.Count > 0;

    /// <summary>Its audio comes faster than it was spoken.</summary>
    public bool IsAhead => _session is { IsAhead: true };

    /// <summary>It takes no more audio.</summary>
    public bool IsEnding => _connection.IsEnding;

    /// <summary>Runs the connection to its end; throws nothing.</summary>
    public async Task RunConnectionAsync()
    {
        long start = _time.GetTimestamp();
        try
        {
            await _connection.RunAsync(this);
        }
        finally
        {
            _session?.Abandon();
            SttSummary totals = _session?.Summary ?? new SttSummary(0, 0, 0, 0, 0);
            ConnectionEnd end = _connection.End ?? ConnectionEnd.Vanished;
            _speech.Ended(end == ConnectionEnd.Vanished ? SttOutcome.Gone : SttOutcomes.Of(end.Failure));
            LogEnded(
                end.Failure is { } failure ? Errors.Of(failure.Error).Level : LogLevel.Information,
                _connection.Id,
                end.CloseCode,
                end.Failure?.Error.ToString() ?? "none",
                _time.GetElapsedTime(start).TotalSeconds,
                totals.AudioSeconds,
                totals.Utterances,
                totals.MeanLatencyMs,
                totals.MaxLagMs,
                _mark.RequestId,
                _mark.Key,
                _mark.Trace);
        }
    }

    public async ValueTask ReceiveAsync(SocketMessage message)
    {
        SttInput input = Read(message);
        try
        {
            await _inbox.Writer.WriteAsync(input, _connection.Gone);
        }
        catch (ChannelClosedException)
        {
            input.Return();
        }
    }

    public async Task RunAsync()
    {
        Task sending = SendAsync();
        try
        {
            await GreetAsync();
            _begun.TrySetResult();
            await WorkAsync();
        }
        catch (Exception exception)
        {
            _connection.Fail(exception);
        }

        await FinishAsync();
        await sending;
        await _meter.EndAsync(OutcomeOf(_connection.End));
    }

    /// <summary>What is in the inbox is still worked off.</summary>
    public void End(ConnectionEnd end) => _inbox.Writer.TryComplete();

    public Task StopAsync(StopOrder order) => _connection.StopAsync(order);

    /// <summary>Not before <c>ready</c>.</summary>
    public async ValueTask TellClosingAsync(TimeSpan left)
    {
        await _begun.Task.WaitAsync(_connection.Gone);
        _outbox.Add(new SessionClosing(left));
    }

    /// <summary>The server has taken on too much: its last finals are told, then it is closed with 1013. Returns at once.</summary>
    public void Shed(StreamException cause) => _connection.Finish(ConnectionEnd.Of(cause));

    private static UsageOutcome OutcomeOf(ConnectionEnd? end) => end?.Failure?.Error switch
    {
        StreamError.ModelFailed or StreamError.Internal or StreamError.StoreUnavailable => UsageOutcome.Failed,
        _ => end == ConnectionEnd.Vanished ? UsageOutcome.Cancelled : UsageOutcome.Ok,
    };

    private SttInput Read(SocketMessage message)
    {
        bool isFirst = !_isKnown;
        _isKnown = true;
        long now = _time.GetTimestamp();
        if (!message.IsText && _protocol.TakesBinary)
        {
            return new SttInput(message.Rented, message.Length, null, now);
        }

        try
        {
            using JsonDocument document = SocketJson.Parse(message);
            if (isFirst)
            {
                _protocol = SttProtocols.Recognise(document.RootElement, _protocol);
            }

            return new SttInput(null, 0, _protocol.Read(document.RootElement), now);
        }
        finally
        {
            message.Return();
        }
    }
}
