using System.ComponentModel.DataAnnotations;
using OpenTelemetry.Exporter;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Ops.Telemetry;

/// <summary>Where traces and metrics are sent by OpenTelemetry's protocol; names and meanings are OpenTelemetry's own.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Base address of a collector, such as <c>http://localhost:4318</c>; empty sends nothing.</summary>
    [Setting("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public string Endpoint { get; set; } = "";

    /// <summary><c>grpc</c> or <c>http/protobuf</c>; <c>auto</c> goes by the port.</summary>
    [Setting("OTEL_EXPORTER_OTLP_PROTOCOL")]
    public string Protocol { get; set; } = "auto";

    /// <summary>Headers for the collector, <c>name=value</c>, separated by commas. A secret.</summary>
    [Setting("OTEL_EXPORTER_OTLP_HEADERS")]
    public string Headers { get; set; } = "";

    /// <summary>What this server is called there.</summary>
    [Setting("OTEL_SERVICE_NAME")]
    public string ServiceName { get; set; } = "streamserver";

    /// <summary>Milliseconds between two reports of the metrics.</summary>
    [Setting("OTEL_METRIC_EXPORT_INTERVAL"), Range(100, 3_600_000)]
    public int MetricIntervalMs { get; set; } = 60_000;

    /// <summary>Whether anything is sent.</summary>
    public bool IsOn => Endpoint.Length > 0;

    private OtlpProtocol Spoken => Protocol.ToLowerInvariant() switch
    {
        "grpc" => OtlpProtocol.Grpc,
        "http/protobuf" => OtlpProtocol.HttpProtobuf,
        _ => OtlpProtocol.Auto,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult(
                $"OTEL_EXPORTER_OTLP_ENDPOINT='{Endpoint}' is no address: give one such as http://localhost:4318.");
        }

        if (Protocol.ToLowerInvariant() is not ("auto" or "grpc" or "http/protobuf"))
        {
            yield return new ValidationResult(
                $"OTEL_EXPORTER_OTLP_PROTOCOL='{Protocol}' is not spoken: give auto, grpc or http/protobuf.");
        }
    }

    /// <param name="exporter">To be told all this.</param>
    /// <param name="signal"><c>traces</c> or <c>metrics</c>: over HTTP each has a path of its own.</param>
    public void Apply(OtlpExporterOptions exporter, string signal)
    {
        Uri url = new(Endpoint);
        bool isGrpc = Spoken == OtlpProtocol.Grpc || (Spoken == OtlpProtocol.Auto && url.Port == 4317);
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = isGrpc ? url : new Uri($"{url.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
        exporter.Headers = Headers.Length > 0 ? Headers : null;
    }
}
