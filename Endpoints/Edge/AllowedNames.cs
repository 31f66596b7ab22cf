using System.Net;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Names under which this server may be spoken to, and web pages that may speak to it. A page can have any name of its own lead
/// to this machine, but no address and not <c>localhost</c>: those are always right. Where other machines are served, a name without
/// a dot is too: it is one of the own network, as containers call each other.
/// </summary>
internal sealed class AllowedNames(EndpointsOptions options)
{
    private const string Any = "*";

    private readonly string[] _hosts = [.. Split(options.AllowedHosts), Dns.GetHostName()];
    private readonly bool _servesOthers = BindAddress.TryParse(options.Host, out IPAddress? bound)
        && bound is not null && !IPAddress.IsLoopback(bound);
    private readonly string[] _origins = [.. Split(options.AllowedOrigins).Select(origin => origin.TrimEnd('/'))];

    /// <summary>Pages elsewhere that may use this server.</summary>
    public IReadOnlyList<string> Origins => _origins;

    public bool AllowsAnyOrigin => _origins.Contains(Any);

    /// <summary>Whether a request for that host is meant for this server.</summary>
    public bool AllowsHost(HostString host) =>
        !host.HasValue
        || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Host, out _)
        || (_servesOthers && !host.Host.Contains('.', StringComparison.Ordinal))
        || _hosts.Any(allowed => Matches(allowed, host.Host));

    /// <summary>Whether a page of that origin may use this server: its own, or one that was named.</summary>
    public bool AllowsOrigin(string origin, HostString host) =>
        AllowsAnyOrigin
        || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? page)
            && page.Scheme is "http" or "https"
            && page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase));

    private static bool Matches(string allowed, string host) =>
        allowed == Any
        || allowed.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (allowed.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase));

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
