namespace StreamServer.Inference.Stt.Settings;

/// <summary>What becomes of several channels.</summary>
internal enum ChannelUse
{
    /// <summary>One stream: the mean of all.</summary>
    Mix,

    /// <summary>Each channel is a stream of its own.</summary>
    Separate,
}
