namespace StreamServer.Auth.Usage;

/// <summary>Half of the server that worked. Stored as a number: change none.</summary>
internal enum UsageKind
{
    Stt = 0,
    Tts = 1,
}
