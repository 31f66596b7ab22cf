namespace StreamServer.Auth.Keys;

/// <summary>What a key may do. Written as <c>stt</c>, <c>tts</c>, <c>voices:write</c> and <c>admin</c>.</summary>
[Flags]
internal enum KeyScopes
{
    None = 0,

    /// <summary>Speech to text: sockets and recordings.</summary>
    Stt = 1,

    /// <summary>Text to speech: sockets and requests.</summary>
    Tts = 2,

    /// <summary>Cloning and removing voices.</summary>
    VoicesWrite = 4,

    /// <summary>Keys, plans and usage of everybody; does not speak or hear by itself.</summary>
    Admin = 8,
}
