namespace StreamServer.Models.Conversion.Qwen2;

/// <summary>How to write a Qwen2 graph.</summary>
internal sealed record Qwen2Options
{
    /// <summary>Storage of the seven matrices of each layer.</summary>
    public WeightFormat Weights { get; init; } = WeightFormat.Fp32;

    /// <summary>With <see cref="WeightFormat.Row"/>: the last product of each layer too, whose input has the loudest channels.</summary>
    public bool IsDownByRow { get; init; }

    /// <summary>
    /// Storage of the output head: wider than the body by default, because its errors go straight into the choice of a token.
    /// </summary>
    public WeightFormat Head { get; init; } = WeightFormat.Fp32;

    /// <summary>Token ids that the head scores, in the order of its outputs; null keeps the whole vocabulary.</summary>
    public IReadOnlyList<int>? HeadTokens { get; init; }

    /// <summary>Longest sequence, prompt included; the rotary tables are cut to it.</summary>
    public required int ContextLength { get; init; }
}
