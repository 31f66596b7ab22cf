using System.Net;
using System.Net.Sockets;

namespace StreamServer.Auth.Calls;

/// <summary>What stands for a caller's place in the network: an IPv4 address, or the /64 that one IPv6 customer has.</summary>
internal static class CallerAddress
{
    private const int PrefixBytes = 8;

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
