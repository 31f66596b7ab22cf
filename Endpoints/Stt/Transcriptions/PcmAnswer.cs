namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <param name="Transcription">The whole text.</param>
internal sealed record PcmAnswer(string Transcription);
