namespace StreamServer.Endpoints.Ops.Telemetry;

/// <summary>How the collector is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary><see cref="Grpc"/> to port 4317, where collectors take it, else <see cref="HttpProtobuf"/>.</summary>
    Auto,

    Grpc,

    HttpProtobuf,
}
