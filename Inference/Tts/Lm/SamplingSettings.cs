using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>How one row is sampled.</summary>
/// <param name="Temperature">0 takes the best token always.</param>
/// <param name="TopK">Only the best so many; 0 means all.</param>
/// <param name="TopP">Only the best whose probabilities add up to this; 1 means all.</param>
/// <param name="RepetitionPenalty">Divides (or multiplies, when negative) the score of tokens that were said already; 1 is off.</param>
internal readonly record struct SamplingSettings(double Temperature, int TopK, double TopP, double RepetitionPenalty)
{
    /// <summary>What a checkpoint sounds best with.</summary>
    public static SamplingSettings Of(SamplingDefaults defaults) =>
        new(defaults.Temperature, defaults.TopK, defaults.TopP, defaults.RepetitionPenalty);
}
