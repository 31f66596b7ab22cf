namespace StreamServer.Models.Manifest;

/// <summary>One voice of a text-to-speech model.</summary>
internal sealed record SpeakerSpec
{
    /// <summary>Internal name, as the model was trained with it or as the service calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The name that users see; equal to <see cref="Name"/> when there is no other.</summary>
    public string? Friendly { get; init; }

    /// <summary>What <c>{tag}</c> in a prompt becomes.</summary>
    public required string Tag { get; init; }

    /// <summary>32 global token numbers (0 to 4095) when they are known; otherwise they are made once and cached.</summary>
    public IReadOnlyList<int>? Globals { get; init; }

    /// <summary>In which language it says numbers when a request does not say: <c>english</c> or <c>text</c>; null leaves it to the server.</summary>
    public string? NumberLanguage { get; init; }

    /// <summary>Says openly what the voice really is.</summary>
    public string? Description { get; init; }
}
