namespace StreamServer.Endpoints.Ops.Health;

/// <param name="Name"><c>stt</c>, <c>tts</c>, <c>store</c>.</param>
/// <param name="Status"><c>ready</c>, <c>not_ready</c>, or <c>degraded</c>: it does not answer, and the server works without it.</param>
/// <param name="Reason">Of anything but <c>ready</c>.</param>
internal sealed record HealthOfPart(string Name, string Status, string? Reason = null);
