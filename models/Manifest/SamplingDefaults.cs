namespace StreamServer.Models.Manifest;

/// <summary>Sampling that this checkpoint sounds best with. <see cref="TopK"/> 0 means all, <see cref="TopP"/> 1 means all.</summary>
internal sealed record SamplingDefaults
{
    public double Temperature { get; set; } = 0.8;

    public int TopK { get; set; } = 50;

    public double TopP { get; set; } = 0.95;

    public double RepetitionPenalty { get; set; } = 1;
}
