using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>The two state tensors of a prediction network, [layers, batch, size] each, packed from rows and back.</summary>
/// <param name="layers">Layers of the network.</param>
/// <param name="size">Values of a layer.</param>
internal sealed class TdtStates(int layers, int size)
{
    private readonly float[][] _packed = [[], []];

    /// <summary>Values of one tensor of one row.</summary>
    public int RowSize => layers * size;

    /// <summary>One of the two tensors with the states of the rows; valid until the next call for it.</summary>
    public OrtValue Pack(int which, ReadOnlySpan<TdtRow> rows)
    {
        Scratch.Reserve(ref _packed[which], rows.Length * RowSize);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int layer = 0; layer < layers; layer++)
            {
                rows[row].State[which].AsSpan(layer * size, size)
                    .CopyTo(_packed[which].AsSpan(((layer * rows.Length) + row) * size));
            }
        }

        return OnnxGraph.Tensor(_packed[which], layers, rows.Length, size);
    }

    /// <summary>Leaves a state tensor that the graph gave in <see cref="TdtRow.Next"/>.</summary>
    public void Unpack(int which, OrtValue value, ReadOnlySpan<TdtRow> rows)
    {
        ReadOnlySpan<float> values = value.GetTensorDataAsSpan<float>();
        for (int row = 0; row < rows.Length; row++)
        {
            for (int layer = 0; layer < layers; layer++)
            {
                values.Slice(((layer * rows.Length) + row) * size, size).CopyTo(rows[row].Next[which].AsSpan(layer * size));
            }
        }
    }
}
