namespace StreamServer.Auth.Keys;

/// <summary>A key to be stored. Its text is made and shown by whoever asks, and is not here.</summary>
/// <param name="Key">Everything but the secret; <see cref="ApiKey.Created"/> is set.</param>
/// <param name="Hash">Of the key's text.</param>
internal sealed record NewKey(ApiKey Key, KeyHash Hash);
