using System.Net;
using System.Net.Sockets;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Server;

/// <summary>Looks whether the address can be listened on, before the web server fails with a page of text.</summary>
internal static class PortProbe
{
    /// <returns>What stands in the way, one sentence; null when nothing does.</returns>
    public static string? Problem(EndpointsOptions options)
    {
        if (OpenFiles.Limit < OpenFiles.Least)
        {
            return $"ulimit -n is {OpenFiles.Limit}: assemblies and models alone need that; at least {OpenFiles.Least} are needed.";
        }

        if (!BindAddress.TryParse(options.Host, out IPAddress? address))
        {
            return $"HOST='{options.Host}' cannot be listened on.";
        }

        IPEndPoint end = new(address ?? IPAddress.Loopback, options.Port);
        try
        {
            using Socket socket = new(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(end);
            socket.Listen();
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"PORT={options.Port} is taken on {options.Host}: stop what listens there, or choose another.",
                SocketError.AddressNotAvailable => $"HOST={options.Host} is not an address of this machine.",
                SocketError.AccessDenied => $"PORT={options.Port} may not be listened on by this user.",
                _ => $"{options.Host}:{options.Port} cannot be listened on: {exception.Message}",
            };
        }
    }
}
