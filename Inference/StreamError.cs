namespace StreamServer.Inference;

/// <summary>
/// Who failed and at which stage. <c>Endpoints/Errors.cs</c> holds the one table that turns a value into an HTTP status,
/// a WebSocket close code, a stable code string and a log level.
/// </summary>
/// <remarks>The names are part of the wire contract (the stable code is the name in snake case): rename nothing, append only.</remarks>
internal enum StreamError
{
    /// <summary>The request's JSON, query or header is wrong; the detail names the member.</summary>
    ClientBadRequest,

    /// <summary>A speaker that the loaded model does not have.</summary>
    ClientUnknownVoice,

    /// <summary>A body, text or frame over its stated limit.</summary>
    ClientTooLarge,

    /// <summary>Audio bytes that do not decode in the declared encoding.</summary>
    ClientBadAudio,

    /// <summary>A socket message of a kind or shape that the protocol does not have.</summary>
    ClientBadMessage,

    /// <summary>The caller hung up.</summary>
    ClientClosed,

    /// <summary>The caller read or sent nothing for longer than the limit.</summary>
    ClientIdle,

    /// <summary>No route, model or session of that name.</summary>
    NotFound,

    /// <summary>Every slot or session is taken; try again later.</summary>
    ServerBusy,

    /// <summary>The server is draining.</summary>
    ServerStopping,

    /// <summary>A model has not finished loading, or its thread died.</summary>
    ServerNotReady,

    /// <summary>A model run threw.</summary>
    ModelFailed,

    /// <summary>The language model ended without any audio token.</summary>
    ModelSaidNothing,

    /// <summary>A fault of ours that no other value names.</summary>
    Internal,

    /// <summary>No key, or one that is unknown, revoked or expired.</summary>
    ClientUnauthorized,

    /// <summary>A key without the scope that the route asks for.</summary>
    ClientForbidden,

    /// <summary>The caller's own rate, concurrency or credit limit.</summary>
    ClientLimit,

    /// <summary>What is asked for exists already, or is fixed.</summary>
    ClientConflict,

    /// <summary>The loaded models, or the codecs of this machine, cannot do this.</summary>
    NotSupported,

    /// <summary>The store of keys and limits cannot be reached, and what is asked is not known here.</summary>
    StoreUnavailable,

    /// <summary>A key was revoked, or expired, while its stream was running.</summary>
    ClientKeyEnded,

    /// <summary>The disk has no room for what was sent.</summary>
    ServerStorageFull,

    /// <summary>A body in a form that the route does not take.</summary>
    ClientMediaType,

    /// <summary>A text of scripts that the loaded model cannot say.</summary>
    ClientUnspeakable,
}
