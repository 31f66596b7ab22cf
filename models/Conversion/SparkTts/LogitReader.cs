using Microsoft.ML.OnnxRuntime;
using StreamServer.Models.Conversion.Qwen2;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>Runs a converted language model on one sequence at a time, for its scores. Not a server's loop: one row, no sharing.</summary>
internal sealed class LogitReader : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly Qwen2Config _config;
    private List<OrtValue> _past = [];
    private int _length;

    public LogitReader(string path, Qwen2Config config)
    {
        _config = config;
        using SessionOptions options = new() { IntraOpNumThreads = Environment.ProcessorCount, EnableMemoryPattern = false };
        _session = new InferenceSession(path, options);
    }

    /// <summary>Scores after <paramref name="prompt"/>, at the start of a new sequence.</summary>
    public float[] Start(ReadOnlySpan<int> prompt)
    {
        Forget();
        for (int i = 0; i < 2 * _config.Layers; i++)
        {
            _past.Add(OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, _config.KeyValueHeads, 0, _config.HeadSize]));
        }

        _length = 0;
        return Run(prompt);
    }

    /// <summary>Scores after one more token.</summary>
    public float[] Next(int token) => Run([token]);

    public void Dispose()
    {
        Forget();
        _run.Dispose();
        _session.Dispose();
    }

    private float[] Run(ReadOnlySpan<int> tokens)
    {
        _length += tokens.Length;
        long[] ids = new long[tokens.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = tokens[i];
        }

        long[] mask = new long[_length];
        Array.Fill(mask, 1);
        using OrtValue idsValue = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using OrtValue maskValue = OrtValue.CreateTensorValueFromMemory(mask, [1, mask.Length]);
        List<string> inputNames = ["input_ids", "attention_mask"];
        List<string> outputNames = ["logits"];
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            foreach (string part in new[] { "key", "value" })
            {
                inputNames.Add($"past_key_values.{layer}.{part}");
                outputNames.Add($"present.{layer}.{part}");
            }
        }

        // The collection owns its values: they become the past of the next run, which frees them.
        IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, inputNames, [idsValue, maskValue, .. _past], outputNames);
        Forget();
        _past = [.. outputs.Skip(1)];
        using OrtValue logits = outputs[0];
        return logits.GetTensorDataAsSpan<float>().ToArray();
    }

    private void Forget()
    {
        _past.ForEach(value => value.Dispose());
        _past.Clear();
    }
}
