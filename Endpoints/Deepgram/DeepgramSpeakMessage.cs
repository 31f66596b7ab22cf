namespace StreamServer.Endpoints.Deepgram;

/// <summary>A message of the socket <c>/v1/speak</c> to the client; absent members are left out.</summary>
internal sealed record DeepgramSpeakMessage(
    string Type,
    string? RequestId = null,
    string? ModelName = null,
    string? ModelVersion = null,
    string? ModelUuid = null,
    IReadOnlyList<string>? Ignored = null,
    int? SequenceId = null,
    string? Description = null,
    string? Code = null);
