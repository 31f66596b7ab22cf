namespace StreamServer.Testing;

/// <summary>The enrolment half of a random BiCodec checkpoint, with every kind of layer of the real one.</summary>
internal static class SmallSpeakerEncoder
{
    public const int Bands = 10;
    public const int Channels = 16;
    public const int Context = 24;
    public const int Latent = 12;
    public const int Tokens = 5;
    public const int Parts = 4;
    public static readonly int[] Layers = [2, 3, 4];

    private const int Bottleneck = 6;
    private const int AttentionWidth = 128;
    private const int Inner = 9;

    /// <param name="bag">Receives the tensors.</param>
    /// <param name="digits">Digits of a token's number.</param>
    /// <param name="bands">Bands of the mel spectrogram.</param>
    /// <param name="tokens">Tokens of a voice.</param>
    public static TensorBag Add(TensorBag bag, int digits, int bands = Bands, int tokens = Tokens)
    {
        const string Trunk = "speaker_encoder.speaker_encoder";
        ConvNorm(bag, $"{Trunk}.layer1", "conv", "bn", Channels, bands, 5);
        foreach (int layer in Layers)
        {
            string prefix = $"{Trunk}.layer{layer}.se_res2block";
            ConvNorm(bag, $"{prefix}.0", "conv", "bn", Channels, Channels, 1);
            for (int part = 0; part < Parts - 1; part++)
            {
                ConvNorm(bag, $"{prefix}.1", $"convs.{part}", $"bns.{part}", Channels / Parts, Channels / Parts, 3);
            }

            ConvNorm(bag, $"{prefix}.2", "conv", "bn", Channels, Channels, 1);
            bag.Linear($"{prefix}.3.linear1", Bottleneck, Channels).Linear($"{prefix}.3.linear2", Channels, Bottleneck);
        }

        bag.Conv($"{Trunk}.conv", Context, Layers.Length * Channels, 1);
        const string Perceiver = "speaker_encoder.perceiver_sampler";
        bag.Add($"{Perceiver}.latents", [tokens, Latent], 1).Linear($"{Perceiver}.proj_context", Latent, Context);
        for (int layer = 0; layer < 2; layer++)
        {
            string prefix = $"{Perceiver}.layers.{layer}";
            bag.Linear($"{prefix}.0.to_q", AttentionWidth, Latent, bias: false)
                .Linear($"{prefix}.0.to_kv", 2 * AttentionWidth, Latent, bias: false);
            bag.Linear($"{prefix}.0.to_out", Latent, AttentionWidth, bias: false);
            bag.Linear($"{prefix}.1.0", 2 * Inner, Latent).Linear($"{prefix}.1.2", Latent, Inner);
        }

        bag.Add($"{Perceiver}.norm.gamma", [Latent], 0.3, 1);
        return bag.Linear("speaker_encoder.quantizer.project_in", digits, Latent);
    }

    private static void ConvNorm(TensorBag bag, string prefix, string conv, string norm, int outputs, int inputs, int kernel)
    {
        bag.Conv($"{prefix}.{conv}", outputs, inputs, kernel).Norm($"{prefix}.{norm}", outputs);
        bag.Add($"{prefix}.{norm}.running_mean", [outputs], 0.2, 0.3).Add($"{prefix}.{norm}.running_var", [outputs], 0.3, 0.6);
    }
}
