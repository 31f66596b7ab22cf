namespace StreamServer.Auth.Keys;

/// <param name="Known">The key and its plan.</param>
/// <param name="Hash">To look it up again while a stream runs.</param>
internal readonly record struct ValidKey(KnownKey Known, KeyHash Hash);
