using StreamServer.Inference.Onnx;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Models.Conversion.BiCodec;

/// <summary>
/// Global tokens to the speaker vector: <c>global_tokens</c> int64 [B, N] to <c>d_vector</c> float [B, D]. Depends on nothing but the
/// voice, so it runs once a voice and not once a window. SparkAudio/Spark-TTS sparktts/modules/speaker/speaker_encoder.py,
/// <c>detokenize</c>.
/// </summary>
internal static class BiCodecSpeakerGraph
{
    /// <summary>Writes <paramref name="path"/> and its weights.</summary>
    public static void Write(ICheckpoint checkpoint, BiCodecConfig config, string path)
    {
        using OnnxGraphWriter graph = new(path, "bicodec_speaker");
        NetBuilder net = new(graph, checkpoint);
        TensorInfo project = checkpoint.Info("speaker_encoder.quantizer.project_out.weight");
        int latent = project.Shape[0];
        int inputs = checkpoint.Info("speaker_encoder.project.weight").Shape[1];
        string tokens = graph.Input("global_tokens", OnnxType.Int64, "batch", inputs / latent);

        float[] table = Matrix.FoldTable(
            ScalarCodes(config.Levels),
            checkpoint.ReadAll(project),
            checkpoint.Read("speaker_encoder.quantizer.project_out.bias", latent));
        string latents = graph.Node("Gather", [graph.Floats("codes", table, table.Length / latent, latent), tokens], "latents");

        // The projection reads [latent, tokens], channel by channel.
        string flat = graph.Node("Reshape", [net.SwapLast(latents), graph.Longs("flat_shape", 0, inputs)], "flat");
        int width = checkpoint.Info("speaker_encoder.project.weight").Shape[0];
        graph.Node("Identity", [net.Linear(flat, "speaker_encoder.project")], "d_vector");
        graph.Output("d_vector", OnnxType.Float, "batch", width);
        graph.Save();
    }

    /// <summary>
    /// The implicit codebook of finite scalar quantisation, [product of levels, digits]: digit d of index i is
    /// (i / (product of the levels before d)) mod level, its value (digit - level/2) / (level/2), with whole-number halves
    /// (sparktts/modules/fsq/finite_scalar_quantization.py).
    /// </summary>
    private static float[] ScalarCodes(IReadOnlyList<int> levels)
    {
        int entries = levels.Aggregate(1, (product, level) => product * level);
        float[] codes = new float[entries * levels.Count];
        for (int index = 0; index < entries; index++)
        {
            int rest = index;
            for (int digit = 0; digit < levels.Count; digit++)
            {
                int half = levels[digit] / 2;
                codes[(index * levels.Count) + digit] = ((rest % levels[digit]) - half) / (float)half;
                rest /= levels[digit];
            }
        }

        return codes;
    }
}
