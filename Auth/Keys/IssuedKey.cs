namespace StreamServer.Auth.Keys;

/// <param name="Key">What is stored of it.</param>
/// <param name="Text">The key itself: shown once, stored nowhere.</param>
internal sealed record IssuedKey(ApiKey Key, string Text)
{
    /// <summary>Without the secret, so that no log can have it.</summary>
    public override string ToString() => Key.Prefix;
}
