namespace StreamServer.Testing;

/// <summary>A random AP-BWE checkpoint, with every kind of layer of the real one.</summary>
internal static class SmallApBwe
{
    public const int Layers = 3;

    // A multiple of 32: quantised matrices come in blocks of that.
    private const int Channels = 32;

    public static TensorBag Checkpoint(int bins)
    {
        TensorBag bag = new(77);
        foreach (string stream in new[] { "mag", "pha" })
        {
            bag.Conv($"conv_pre_{stream}", Channels, bins, 7).Norm($"norm_pre_{stream}", Channels).Norm($"norm_post_{stream}", Channels);
            for (int layer = 0; layer < Layers; layer++)
            {
                string prefix = $"convnext_{stream}.{layer}";
                bag.Conv($"{prefix}.dwconv", Channels, 1, 7).Norm($"{prefix}.norm", Channels);
                bag.Linear($"{prefix}.pwconv1", 3 * Channels, Channels).Linear($"{prefix}.pwconv2", Channels, 3 * Channels);
                bag.Add($"{prefix}.gamma", [Channels], 0.1, 0.3);
            }
        }

        return bag.Linear("linear_post_mag", bins, Channels).Linear("linear_post_pha_r", bins, Channels)
            .Linear("linear_post_pha_i", bins, Channels);
    }
}
