using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Edge;

/// <summary>Where the server listens and how it stops.</summary>
internal sealed class EndpointsOptions
{
    /// <summary>Address to listen on: a name, an IPv4 or IPv6 address, <c>0.0.0.0</c> for every interface.</summary>
    [Setting("HOST")]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    [Setting("PORT"), Range(0, 65535)]
    public int Port { get; set; } = 8000;

    /// <summary>Seconds between "not ready" and the first refusal, so that load balancers notice.</summary>
    [Setting("DRAIN_DELAY_SECONDS"), Range(0, 120)]
    public double DrainDelaySeconds { get; set; }

    /// <summary>Seconds that live connections get to end well.</summary>
    [Setting("DRAIN_TIMEOUT_SECONDS"), Range(0, 3600)]
    public double DrainTimeoutSeconds { get; set; } = 30;

    /// <summary>Largest body of an ordinary request, in bytes; uploads of audio have their own limit.</summary>
    [Setting("MAX_BODY_BYTES"), Range(1024, 1 << 30)]
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Least severe log lines to print.</summary>
    [Setting("LOG_LEVEL")]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}
