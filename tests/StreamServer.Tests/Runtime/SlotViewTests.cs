using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Runtime;

/// <summary>
/// What continuous batching stands on: a tensor over one row of a shared key-value buffer, bound as past and as present at once.
/// </summary>
public sealed class SlotViewTests : IDisposable
{
    private const int Layers = 6;
    private const int KvHeads = 2;
    private const int HeadSize = 32;
    private const int Width = 64;
    private const int Slots = 2;
    private const int RowBytes = KvHeads * Width * HeadSize * sizeof(float);

    private readonly InferenceSession _session = new(TinyModels.TtsLm);
    private readonly RunOptions _options = new();
    private readonly OrtMemoryAllocation[] _buffers =
        [.. Enumerable.Range(0, 2 * Layers).Select(_ => OrtAllocator.DefaultInstance.Allocate(Slots * RowBytes))];

    private int Vocabulary => _session.OutputMetadata["logits"].Dimensions[^1];

    public void Dispose()
    {
        Array.ForEach(_buffers, buffer => buffer.Dispose());
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Rows_that_were_filled_one_by_one_decode_together_as_each_would_alone()
    {
        long[] first = [5, 17, 300, 41, 2];
        long[] second = [900, 12, 12, 77, 650, 3, 9, 10, 1000];
        long firstNext = 33;
        long secondNext = 444;

        Step(firstSlot: 0, rows: 1, first, past: [0]);
        Step(firstSlot: 1, rows: 1, second, past: [0]);
        float[] logits = Step(firstSlot: 0, rows: 2, [firstNext, secondNext], past: [first.Length, second.Length]);

        AssertClose(WholeText([.. first, firstNext]), logits.AsSpan(0, Vocabulary));
        AssertClose(WholeText([.. second, secondNext]), logits.AsSpan(Vocabulary, Vocabulary));
    }

    /// <summary>Runs the model on rows of the shared buffers; mask and buffers have their full width always.</summary>
    private float[] Step(int firstSlot, int rows, long[] ids, int[] past)
    {
        int length = ids.Length / rows;
        var mask = new long[rows * Width];
        for (int row = 0; row < rows; row++)
        {
            // A prompt must look like one: its mask ends with it. A decoding row has as many ones as it has tokens.
            mask.AsSpan(row * Width, past[row] + length).Fill(1);
        }

        var logits = new float[rows * Vocabulary];
        using OrtIoBinding binding = _session.CreateIoBinding();
        using OrtValue idsValue = OrtValue.CreateTensorValueFromMemory(ids, [rows, length]);
        using OrtValue maskValue = OrtValue.CreateTensorValueFromMemory(mask, [rows, Width]);
        using OrtValue logitsValue = OrtValue.CreateTensorValueFromMemory(logits, [rows, 1, Vocabulary]);
        binding.BindInput("input_ids", idsValue);
        binding.BindInput("attention_mask", maskValue);
        binding.BindOutput("logits", logitsValue);
        var views = new List<OrtValue>();
        for (int i = 0; i < _buffers.Length; i++)
        {
            OrtValue view = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                TensorElementType.Float,
                [rows, KvHeads, Width, HeadSize],
                _buffers[i].DangerousGetHandle() + (firstSlot * RowBytes),
                rows * RowBytes);
            views.Add(view);
            string kind = i % 2 == 0 ? "key" : "value";
            binding.BindInput($"past_key_values.{i / 2}.{kind}", view);
            binding.BindOutput($"present.{i / 2}.{kind}", view);
        }

        _session.RunWithBinding(_options, binding);
        views.ForEach(view => view.Dispose());
        return logits;
    }

    /// <summary>The logits after the last token, computed from nothing but the tokens.</summary>
    private float[] WholeText(long[] ids)
    {
        long[] mask = new long[ids.Length];
        Array.Fill(mask, 1);
        var inputs = new Dictionary<string, OrtValue>
        {
            ["input_ids"] = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]),
            ["attention_mask"] = OrtValue.CreateTensorValueFromMemory(mask, [1, mask.Length]),
        };
        foreach (string name in _session.InputNames.Where(name => name.StartsWith("past_key_values", StringComparison.Ordinal)))
        {
            inputs[name] = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, KvHeads, 0, HeadSize]);
        }

        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, inputs, ["logits"]);
        foreach (OrtValue value in inputs.Values)
        {
            value.Dispose();
        }

        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        // One row and two rows take different matrix kernels, which add in a different order.
        const float Tolerance = 1e-3f;
        var difference = new float[expected.Length];
        TensorPrimitives.Subtract(expected, actual, difference);
        Assert.InRange(TensorPrimitives.MaxMagnitude(difference), -Tolerance, Tolerance);
        Assert.Equal(TensorPrimitives.IndexOfMax(expected), TensorPrimitives.IndexOfMax(actual));
    }
}
