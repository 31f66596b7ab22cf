using System.Net;

namespace StreamServer.Endpoints.Server;

internal static class Loopback
{
    /// <summary>Whether an address to listen on can be reached from this machine alone.</summary>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
