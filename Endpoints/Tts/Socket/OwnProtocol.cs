namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>The dialect of <c>/ws/tts</c>.</summary>
internal sealed class OwnProtocol : ITtsProtocol
{
    public static OwnProtocol Instance { get; } = new();

    public byte[]? Write(TtsSocketMessage message) => message.ToUtf8();
}
