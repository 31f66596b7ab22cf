namespace StreamServer.Tests.Models.Conversion;

/// <summary>A random BiCodec checkpoint with every kind of layer of the real one, small enough for plain loops.</summary>
internal static class SmallBiCodec
{
    public const int Width = 24;
    private const int Codes = 40;
    private const int CodeWidth = 8;
    private const int VocosWidth = 16;
    private const int VocosInner = 20;
    private const int Latent = 12;
    public const int GlobalTokens = 32;
    private const int WaveChannels = 32;

    // The kernels and rates of the real checkpoint, so that odd and even transposed convolutions are both here.
    public static readonly int[] Rates = [8, 5, 4, 2];
    public static readonly int[] Kernels = [16, 11, 8, 4];
    public static readonly int[] Levels = [4, 4, 4, 4, 4, 4];

    public static TensorBag Checkpoint()
    {
        TensorBag bag = new(20260823);
        bag.Add("quantizer.codebook.weight", [Codes, CodeWidth], 1);
        bag.NormedConv("quantizer.out_project", Width, CodeWidth, 1, Width);
        bag.Linear("prenet.linear_pre", VocosWidth, Width);
        for (int stage = 0; stage < 2; stage++)
        {
            string prefix = $"prenet.downsample.{stage}.1";
            bag.Conv($"{prefix}.embed", VocosWidth, VocosWidth, 7).Norm($"{prefix}.norm", VocosWidth)
                .Norm($"{prefix}.final_layer_norm", VocosWidth);
            for (int layer = 0; layer < 2; layer++)
            {
                Block(bag, $"{prefix}.convnext.{layer}").Norm($"{prefix}.convnext.{layer}.norm", VocosWidth);
            }
        }

        const string Backbone = "prenet.vocos_backbone";
        bag.Conv($"{Backbone}.embed", VocosWidth, VocosWidth, 7).Norm($"{Backbone}.final_layer_norm", VocosWidth);
        bag.Linear($"{Backbone}.norm.scale", VocosWidth, Width).Linear($"{Backbone}.norm.shift", VocosWidth, Width);
        for (int layer = 0; layer < 3; layer++)
        {
            string prefix = $"{Backbone}.convnext.{layer}";
            Block(bag, prefix).Linear($"{prefix}.norm.scale", VocosWidth, Width).Linear($"{prefix}.norm.shift", VocosWidth, Width);
        }

        bag.Linear("prenet.linear", Width, VocosWidth);
        bag.NormedConv("decoder.model.0", WaveChannels, Width, 7, WaveChannels);
        for (int block = 0; block < Rates.Length; block++)
        {
            int inputs = WaveChannels >> block;
            int outputs = inputs / 2;
            string prefix = $"decoder.model.{block + 1}.block";
            bag.Add($"{prefix}.0.alpha", [1, inputs, 1], 0.5, 1).NormedConv($"{prefix}.1", inputs, outputs, Kernels[block], outputs);
            for (int unit = 2; unit < 5; unit++)
            {
                string residual = $"{prefix}.{unit}.block";
                bag.Add($"{residual}.0.alpha", [1, outputs, 1], 0.5, 1).NormedConv($"{residual}.1", outputs, outputs, 7, outputs);
                bag.Add($"{residual}.2.alpha", [1, outputs, 1], 0.5, 1).NormedConv($"{residual}.3", outputs, outputs, 1, outputs);
            }
        }

        int last = WaveChannels >> Rates.Length;
        bag.Add("decoder.model.5.alpha", [1, last, 1], 0.5, 1).NormedConv("decoder.model.6", 1, last, 7, 1);
        bag.Linear("speaker_encoder.quantizer.project_out", Latent, Levels.Length);
        bag.Linear("speaker_encoder.project", Width, Latent * GlobalTokens);
        return bag;
    }

    private static TensorBag Block(TensorBag bag, string prefix)
    {
        bag.Conv($"{prefix}.dwconv", VocosWidth, 1, 7);
        bag.Linear($"{prefix}.pwconv1", VocosInner, VocosWidth).Linear($"{prefix}.pwconv2", VocosWidth, VocosInner);
        return bag.Add($"{prefix}.gamma", [VocosWidth], 0.3, 0.5);
    }
}
