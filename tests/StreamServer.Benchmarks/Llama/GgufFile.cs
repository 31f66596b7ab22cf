using System.Text;

namespace StreamServer.Benchmarks.Llama;

/// <summary>
/// Writes a Qwen2 of given sizes with random weights as llama.cpp reads it: GGUF version 3, matrices as Q8_0 (blocks of 32 with a half as
/// scale), no tokenizer. The head is the embedding.
/// </summary>
internal static class GgufFile
{
    private const int Alignment = 32;
    private const int BlockWeights = 32;
    private const int BlockBytes = 34;

    // gguf.h, gguf_type; ggml.h, ggml_type.
    private const uint UInt32 = 4;
    private const uint Float32 = 6;
    private const uint Text = 8;
    private const uint FloatTensor = 0;
    private const uint Q8Tensor = 8;

    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="sizes">Of the model.</param>
    /// <param name="feedForward">Width between the two products of a layer.</param>
    /// <param name="vocabulary">Tokens.</param>
    public static void Write(string path, StreamServer.Models.Conversion.Qwen2.Qwen2Config sizes, int feedForward, int vocabulary)
    {
        List<(string Name, long[] Shape)> tensors = [.. Tensors(sizes, feedForward, vocabulary)];
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using BinaryWriter writer = new(file, Encoding.UTF8);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        (string Key, object Value)[] entries =
        [
            ("general.architecture", "qwen2"),
            ("general.name", "random"),
            ("qwen2.block_count", (uint)sizes.Layers),
            ("qwen2.context_length", (uint)sizes.MaxPositions),
            ("qwen2.embedding_length", (uint)sizes.Hidden),
            ("qwen2.feed_forward_length", (uint)feedForward),
            ("qwen2.attention.head_count", (uint)sizes.Heads),
            ("qwen2.attention.head_count_kv", (uint)sizes.KeyValueHeads),
            ("qwen2.attention.layer_norm_rms_epsilon", sizes.NormEpsilon),
            ("qwen2.rope.freq_base", (float)sizes.RopeTheta),
            ("qwen2.vocab_size", (uint)vocabulary),
            ("tokenizer.ggml.model", "no_vocab"),
        ];
        writer.Write((ulong)entries.Length);
        foreach ((string key, object value) in entries)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }

        ulong offset = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);
            Array.ForEach(shape, size => writer.Write((ulong)size));
            writer.Write(shape.Length == 1 ? FloatTensor : Q8Tensor);
            writer.Write(offset);
            offset += Padded(BytesOf(shape));
        }

        writer.Flush();
        file.Write(new byte[Padded((ulong)file.Position) - (ulong)file.Position]);
        Random random = new(1);
        foreach ((string name, long[] shape) in tensors)
        {
            WriteWeights(file, random, shape, isNorm: name.Contains("norm", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(
        StreamServer.Models.Conversion.Qwen2.Qwen2Config sizes, int feedForward, int vocabulary)
    {
        // The inner dimension comes first.
        int hidden = sizes.Hidden;
        int queries = sizes.Heads * sizes.HeadSize;
        int keys = sizes.KeyValueHeads * sizes.HeadSize;
        yield return ("token_embd.weight", [hidden, vocabulary]);
        yield return ("output_norm.weight", [hidden]);
        for (int layer = 0; layer < sizes.Layers; layer++)
        {
            string prefix = $"blk.{layer}.";
            yield return (prefix + "attn_norm.weight", [hidden]);
            yield return (prefix + "attn_q.weight", [hidden, queries]);
            yield return (prefix + "attn_q.bias", [queries]);
            yield return (prefix + "attn_k.weight", [hidden, keys]);
            yield return (prefix + "attn_k.bias", [keys]);
            yield return (prefix + "attn_v.weight", [hidden, keys]);
            yield return (prefix + "attn_v.bias", [keys]);
            yield return (prefix + "attn_output.weight", [queries, hidden]);
            yield return (prefix + "ffn_norm.weight", [hidden]);
            yield return (prefix + "ffn_gate.weight", [hidden, feedForward]);
            yield return (prefix + "ffn_up.weight", [hidden, feedForward]);
            yield return (prefix + "ffn_down.weight", [feedForward, hidden]);
        }
    }

    private static void WriteWeights(FileStream file, Random random, long[] shape, bool isNorm)
    {
        if (shape.Length == 1)
        {
            foreach (int _ in Enumerable.Range(0, (int)shape[0]))
            {
                file.Write(BitConverter.GetBytes(isNorm ? 1f : (random.NextSingle() - 0.5f) * 0.1f));
            }
        }
        else
        {
            // Uniform bytes have a deviation of 74; the matrix keeps the size of what it multiplies.
            byte[] scale = BitConverter.GetBytes((Half)(1 / (74 * Math.Sqrt(shape[0]))));
            byte[] row = new byte[shape[0] / BlockWeights * BlockBytes];
            for (long i = 0; i < shape[1]; i++)
            {
                random.NextBytes(row);
                for (int block = 0; block < row.Length; block += BlockBytes)
                {
                    scale.CopyTo(row, block);
                }

                file.Write(row);
            }
        }

        ulong bytes = BytesOf(shape);
        file.Write(new byte[Padded(bytes) - bytes]);
    }

    private static ulong BytesOf(long[] shape) =>
        (ulong)(shape.Length == 1 ? shape[0] * sizeof(float) : shape[0] * shape[1] / BlockWeights * BlockBytes);

    private static ulong Padded(ulong bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number:
                writer.Write(UInt32);
                writer.Write(number);
                break;

            case float number:
                writer.Write(Float32);
                writer.Write(number);
                break;

            default:
                writer.Write(Text);
                WriteText(writer, (string)value);
                break;
        }
    }
}
