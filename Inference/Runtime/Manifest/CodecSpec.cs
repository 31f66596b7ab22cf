namespace StreamServer.Inference.Runtime.Manifest;

/// <summary>How a codec decoder may be cut into windows.</summary>
internal sealed record CodecSpec
{
    /// <summary>Tokens before a window that its samples depend on; with this many, a window equals the offline decode.</summary>
    public required int LeftContext { get; init; }

    /// <summary>Tokens after a window that its samples depend on.</summary>
    public required int RightContext { get; init; }

    /// <summary>Samples of one semantic token.</summary>
    public int SamplesPerToken { get; init; } = 320;
}
