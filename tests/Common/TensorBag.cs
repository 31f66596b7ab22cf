using System.Buffers.Binary;
using System.Text.Json;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Testing;

/// <summary>Named random tensors, to be written as a safetensors file and to be read by the references.</summary>
internal sealed class TensorBag(int seed)
{
    private readonly Random _random = new(seed);

    public Dictionary<string, (int[] Shape, float[] Values)> Tensors { get; } = new(StringComparer.Ordinal);

    public float[] this[string name] => Tensors[name].Values;

    public int[] ShapeOf(string name) => Tensors[name].Shape;

    /// <summary>Uniform in centre ± spread.</summary>
    public TensorBag Add(string name, int[] shape, double spread, double centre = 0)
    {
        float[] values = new float[shape.Aggregate(1, (product, dimension) => product * dimension)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(centre + (spread * ((2 * _random.NextDouble()) - 1)));
        }

        Tensors.Add(name, (shape, values));
        return this;
    }

    /// <summary>Weight [outputs, inputs] and bias of a linear layer, scaled so that the output is as large as the input.</summary>
    public TensorBag Linear(string prefix, int outputs, int inputs, bool bias = true)
    {
        Add($"{prefix}.weight", [outputs, inputs], Math.Sqrt(3.0 / inputs));
        return bias ? Add($"{prefix}.bias", [outputs], 0.1) : this;
    }

    public TensorBag Conv(string prefix, int outputs, int inputs, int kernel)
    {
        Add($"{prefix}.weight", [outputs, inputs, kernel], Math.Sqrt(3.0 / (inputs * kernel)));
        return Add($"{prefix}.bias", [outputs], 0.1);
    }

    /// <summary>A weight-normalised convolution. <paramref name="biases"/> is the number of output channels.</summary>
    public TensorBag NormedConv(string prefix, int first, int second, int kernel, int biases)
    {
        Add($"{prefix}.weight_v", [first, second, kernel], 1);
        Add($"{prefix}.weight_g", [first, 1, 1], 0.2, 0.6);
        return Add($"{prefix}.bias", [biases], 0.1);
    }

    public TensorBag Norm(string prefix, int width)
    {
        Add($"{prefix}.weight", [width], 0.3, 1);
        return Add($"{prefix}.bias", [width], 0.1);
    }

    /// <summary>Rounds every value to what <paramref name="type"/> can hold, so that a reference reads what a checkpoint stores.</summary>
    public TensorBag RoundTo(TensorType type)
    {
        foreach ((_, float[] values) in Tensors.Values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = type switch
                {
                    TensorType.Float16 => (float)(Half)values[i],
                    TensorType.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(values[i]) & 0xFFFF0000),
                    _ => values[i],
                };
            }
        }

        return this;
    }

    public void WriteSafetensors(string path, TensorType type = TensorType.Float32, Func<string, bool>? only = null)
    {
        Dictionary<string, object> header = new() { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        using MemoryStream data = new();
        foreach ((string name, (int[] shape, float[] values)) in Tensors.Where(tensor => only?.Invoke(tensor.Key) ?? true))
        {
            long start = data.Position;
            byte[] four = new byte[4];
            foreach (float value in values)
            {
                switch (type)
                {
                    case TensorType.Float32:
                        BinaryPrimitives.WriteSingleLittleEndian(four, value);
                        data.Write(four);
                        break;
                    case TensorType.Float16:
                        BinaryPrimitives.WriteHalfLittleEndian(four, (Half)value);
                        data.Write(four.AsSpan(0, 2));
                        break;
                    default:
                        BinaryPrimitives.WriteSingleLittleEndian(four, value);
                        data.Write(four.AsSpan(2, 2));
                        break;
                }
            }

            string dtype = type switch { TensorType.Float32 => "F32", TensorType.Float16 => "F16", _ => "BF16" };
            header[name] = new { dtype, shape, data_offsets = new[] { start, data.Position } };
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using FileStream file = File.Create(path);
        file.Write(length);
        file.Write(json);
        data.WriteTo(file);
    }
}
