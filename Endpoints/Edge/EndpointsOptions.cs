using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Edge;

/// <summary>Where the server listens and how it stops.</summary>
internal sealed class EndpointsOptions : IValidatableObject
{
    /// <summary>Address to listen on: IPv4, IPv6 or <c>localhost</c>; <c>0.0.0.0</c> for every interface.</summary>
    [Setting("HOST")]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    [Setting("PORT"), Range(0, 65535)]
    public int Port { get; set; } = 8000;

    /// <summary>Seconds between "not ready" and the first refusal, so that load balancers notice.</summary>
    [Setting("DRAIN_DELAY_SECONDS"), Range(0, 120)]
    public double DrainDelaySeconds { get; set; }

    /// <summary>Seconds from SIGTERM to the end of the process, <see cref="DrainDelaySeconds"/> included.</summary>
    [Setting("DRAIN_SECONDS"), Range(0, 3600)]
    public double DrainSeconds { get; set; } = 30;

    /// <summary>Of <see cref="DrainSeconds"/> what is kept for the end: usage is shipped, leases are given back.</summary>
    public TimeSpan DrainReserve => TimeSpan.FromSeconds(Math.Min(2, DrainSeconds / 5));

    /// <summary>Largest body of an ordinary request, in bytes; uploads of audio have their own limit.</summary>
    [Setting("MAX_BODY_BYTES"), Range(1024, 1 << 30)]
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Bytes a second that a body brings at least, after five seconds; 0 waits for ever.</summary>
    [Setting("MIN_BODY_BYTES_PER_SECOND"), Range(0, 1 << 30)]
    public int MinBodyBytesPerSecond { get; set; } = 1024;

    /// <summary>Connections at the same time; 0 for what the process's descriptors allow.</summary>
    [Setting("MAX_CONNECTIONS"), Range(0, 1_000_000)]
    public int MaxConnections { get; set; }

    /// <summary>Of these, of one address; 0 for three quarters.</summary>
    [Setting("MAX_CONNECTIONS_OF_ADDRESS"), Range(0, 1_000_000)]
    public int MaxConnectionsOfAddress { get; set; }

    /// <summary>
    /// Names of this server beside addresses, <c>localhost</c> and the machine's own name, separated by commas; <c>*</c> for any.
    /// </summary>
    [Setting("ALLOWED_HOSTS")]
    public string AllowedHosts { get; set; } = "";

    /// <summary>Origins of web pages that may use this server beside its own, separated by commas; <c>*</c> for any.</summary>
    [Setting("ALLOWED_ORIGINS")]
    public string AllowedOrigins { get; set; } = "";

    /// <summary>Least severe log lines to print.</summary>
    [Setting("LOG_LEVEL")]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>What a log line looks like: text on a terminal, else JSON.</summary>
    [Setting("LOG_FORMAT")]
    public LogFormat LogFormat { get; set; }

    /// <summary>Whether log lines are JSON.</summary>
    public bool LogsJson => LogFormat == LogFormat.Json || (LogFormat == LogFormat.Auto && Console.IsOutputRedirected);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DrainDelaySeconds > 0 && DrainDelaySeconds >= DrainSeconds)
        {
            yield return new ValidationResult(
                $"DRAIN_DELAY_SECONDS={DrainDelaySeconds} leaves nothing of DRAIN_SECONDS={DrainSeconds}, which includes it.");
        }

        if (!BindAddress.TryParse(Host, out _))
        {
            yield return new ValidationResult(
                $"HOST='{Host}' is neither an IP address nor localhost: 127.0.0.1 for this machine alone, 0.0.0.0 for every interface.");
        }
    }
}
