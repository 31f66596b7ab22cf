namespace StreamServer.Auth.Settings;

/// <summary>Who is let in.</summary>
internal enum AuthMode
{
    /// <summary><see cref="None"/> while the server listens on loopback alone, else <see cref="Required"/>.</summary>
    Auto,

    /// <summary>Nobody without a key.</summary>
    Required,

    /// <summary>Callers without a key have the plan <c>anonymous</c>; a wrong key is refused.</summary>
    Optional,

    /// <summary>Everybody, without limits; no key is looked at and no usage is kept.</summary>
    None,
}
