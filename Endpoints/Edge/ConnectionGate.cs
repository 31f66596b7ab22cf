using System.Net;
using Microsoft.AspNetCore.Connections;
using StreamServer.Auth.Calls;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// So many connections at the same time, in all and of one address, and fewer than the process has descriptors: one that ran
/// out could not even open what it needs to say so.
/// </summary>
internal sealed partial class ConnectionGate
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(10);

    private static ReadOnlyMemory<byte> Refusal { get; } =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly CallerPlaces _places;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _warnedAt;

    public ConnectionGate(EndpointsOptions options, TimeProvider time, ILogger<ConnectionGate> log)
    {
        (_time, _log) = (time, log);
        int room = OpenFiles.Connections(OpenFiles.Limit);
        int most = options.MaxConnections > 0 ? options.MaxConnections : room;
        _places = new CallerPlaces(most, options.MaxConnectionsOfAddress);
        if (most > room || OpenFiles.Limit < 1024)
        {
            LogFewDescriptors(OpenFiles.Limit ?? 0, most);
        }
    }

    /// <summary>Connections now.</summary>
    public long Count => _places.Taken;

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        string address = CallerAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        PlaceAnswer answer = _places.Enter(address);
        if (answer != PlaceAnswer.Taken)
        {
            await RefuseAsync(connection, answer, address);
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _places.Leave(address);
        }
    }

    private async Task RefuseAsync(ConnectionContext connection, PlaceAnswer answer, string address)
    {
        long warned = Interlocked.Read(ref _warnedAt);
        if ((warned == 0 || _time.GetElapsedTime(warned) > WarningInterval)
            && Interlocked.CompareExchange(ref _warnedAt, _time.GetTimestamp(), warned) == warned)
        {
            bool inAll = answer == PlaceAnswer.Full;
            LogRefused(inAll ? _places.Most : _places.MostOfOne, inAll ? "in all" : $"of {address}");
        }

        await connection.Transport.Output.WriteAsync(Refusal);
        await connection.Transport.Output.CompleteAsync();
    }

    [LoggerMessage(30, LogLevel.Warning, "Connections are refused: there are {Most} {Whose}, the limit", EventName = "ConnectionsRefused")]
    private partial void LogRefused(long most, string whose);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "This process may have {Limit} descriptors (ulimit -n) and takes {Most} connections: raise the one or lower MAX_CONNECTIONS",
        EventName = "FewDescriptors")]
    private partial void LogFewDescriptors(int limit, int most);
}
