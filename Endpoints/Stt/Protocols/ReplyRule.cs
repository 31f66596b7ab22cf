namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>How a dialect answers messages of audio.</summary>
internal enum ReplyRule
{
    /// <summary>Not at all: events come when they happen.</summary>
    None,

    /// <summary>Each by the utterance so far; silence, or a client that falls silent, ends it.</summary>
    Utterance,

    /// <summary>Each by everything since the client last asked for an end, which nothing but the client asks for.</summary>
    UntilAsked,
}
