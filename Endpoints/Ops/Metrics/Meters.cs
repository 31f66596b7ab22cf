namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>Whose instruments are told to the world.</summary>
internal static class Meters
{
    private const string Own = "StreamServer.";

    /// <summary>Of .NET and of Kestrel; what they count has no label that a client could choose.</summary>
    private static readonly string[] OfTheFramework =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>All of them, as OpenTelemetry writes patterns.</summary>
    public static IEnumerable<string> Told => [Own + "*", .. OfTheFramework];

    public static bool IsOwn(string meter) => meter.StartsWith(Own, StringComparison.Ordinal);

    public static bool IsTold(string meter) => IsOwn(meter) || OfTheFramework.Contains(meter);
}
