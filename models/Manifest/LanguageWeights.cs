namespace StreamServer.Models.Manifest;

/// <summary>How much a language model says beside the acoustic one; defaults are pyctcdecode's.</summary>
/// <param name="Weight">Factor of the natural logarithm of a word's probability.</param>
/// <param name="WordBonus">Added for each word, so that many short words are not put at a disadvantage.</param>
internal sealed record LanguageWeights(float Weight = 0.5f, float WordBonus = 1.5f);
