namespace StreamServer.Models.Conversion;

/// <summary>Row-major matrices in plain arrays.</summary>
internal static class Matrix
{
    // Both the rows read and the rows written of one tile stay in the first-level cache.
    private const int Tile = 32;

    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static float[] Transpose(ReadOnlySpan<float> values, int rows, int columns)
    {
        float[] result = new float[values.Length];
        for (int top = 0; top < rows; top += Tile)
        {
            for (int left = 0; left < columns; left += Tile)
            {
                for (int row = top; row < Math.Min(rows, top + Tile); row++)
                {
                    for (int column = left; column < Math.Min(columns, left + Tile); column++)
                    {
                        result[(column * rows) + row] = values[(row * columns) + column];
                    }
                }
            }
        }

        return result;
    }

    /// <summary>
    /// The table of an embedding followed by a linear layer: row i is <c>weight · table[i] + bias</c>, summed in double.
    /// </summary>
    /// <param name="table">[entries, inner]</param>
    /// <param name="weight">[outer, inner], as a linear layer stores it.</param>
    /// <param name="bias">[outer]</param>
    /// <returns>[entries, outer]</returns>
    public static float[] FoldTable(float[] table, float[] weight, float[] bias)
    {
        int outer = bias.Length;
        int inner = weight.Length / outer;
        int entries = table.Length / inner;
        float[] result = new float[(long)entries * outer];
        Parallel.For(0, entries, entry =>
        {
            for (int row = 0; row < outer; row++)
            {
                double sum = bias[row];
                for (int i = 0; i < inner; i++)
                {
                    sum += (double)weight[(row * inner) + i] * table[(entry * inner) + i];
                }

                result[(entry * outer) + row] = (float)sum;
            }
        });
        return result;
    }
}
