namespace StreamServer.Models.Conversion;

/// <summary>The one-dimensional ConvNeXt block that both Vocos backbones and AP-BWE are stacks of.</summary>
internal static class ConvNeXt
{
    // Of every layer norm in SparkAudio/Spark-TTS sparktts/modules/blocks/vocos.py and yxlu-0102/AP-BWE models/model.py.
    public const float Epsilon = 1e-6f;

    /// <summary>x + gamma · pwconv2(gelu(pwconv1(norm(dwconv(x))))).</summary>
    /// <param name="net">Where the block's tensors are.</param>
    /// <param name="x">[B, C, T]</param>
    /// <param name="prefix">Prefix of the block's tensors.</param>
    /// <param name="norm">The norm over [B, T, C], given the values and the prefix of its tensors.</param>
    /// <returns>[B, C, T]</returns>
    public static string Block(NetBuilder net, string x, string prefix, Func<string, string, string> norm)
    {
        int channels = net.Checkpoint.Tensors[$"{prefix}.dwconv.weight"].Shape[0];
        string inner = net.SwapLast(net.Conv(x, $"{prefix}.dwconv", groups: channels));
        inner = net.Gelu(net.Linear(norm(inner, $"{prefix}.norm"), $"{prefix}.pwconv1"));
        inner = net.Linear(inner, $"{prefix}.pwconv2", net.Checkpoint.Tensors.ContainsKey($"{prefix}.gamma") ? $"{prefix}.gamma" : null);
        return net.Add(x, net.SwapLast(inner), $"{prefix}.out");
    }
}
