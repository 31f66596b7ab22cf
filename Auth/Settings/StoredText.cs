namespace StreamServer.Auth.Settings;

/// <summary>What is kept of the sentences that are heard and spoken.</summary>
internal enum StoredText
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>A keyed hash and the length.</summary>
    Hash,

    /// <summary>The text.</summary>
    Full,
}
