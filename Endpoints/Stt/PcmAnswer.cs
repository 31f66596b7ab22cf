namespace StreamServer.Endpoints.Stt;

/// <param name="Transcription">The whole text.</param>
internal sealed record PcmAnswer(string Transcription);
