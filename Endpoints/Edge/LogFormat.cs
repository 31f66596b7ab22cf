namespace StreamServer.Endpoints.Edge;

/// <summary>What a log line looks like.</summary>
internal enum LogFormat
{
    /// <summary><see cref="Text"/> on a terminal, else <see cref="Json"/>.</summary>
    Auto,

    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line, for collectors.</summary>
    Json,
}
