using System.Net;
using System.Net.Sockets;

namespace StreamServer.Endpoints.Edge;

/// <summary>What <c>HOST</c> may be: an address of this machine, or <c>localhost</c>.</summary>
internal static class BindAddress
{
    /// <param name="host">As it was set.</param>
    /// <param name="address">Null for <c>localhost</c>, which is both loopback addresses.</param>
    public static bool TryParse(string host, out IPAddress? address)
    {
        address = null;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // "1", "0x7f.1" and "[::1]:80" can be read too, and nobody means what they are then.
        return IPAddress.TryParse(host, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6
                ? !host.Contains('[', StringComparison.Ordinal)
                : address.ToString() == host);
    }
}
