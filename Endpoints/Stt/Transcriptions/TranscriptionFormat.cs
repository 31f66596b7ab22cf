namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>What <c>response_format</c> asks for.</summary>
internal enum TranscriptionFormat
{
    Json,
    Text,
    VerboseJson,
    Srt,
    Vtt,
}
