using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Benchmarks.Shapes;

/// <summary>
/// How far a window of a codec is from the same passage in the decode of the whole, by the tokens that it has on the right: what the
/// first windows of speech that is played while it is made cost in quality. On the left every token there is, 67 at most, as in the server.
/// </summary>
internal static class ContextError
{
    private const int Total = 220;
    private const int Left = 67;
    private const int Emits = 12;

    private static readonly int[] Contexts = [0, 1, 2, 4, 6, 9, 13, 20, 30, 45, 57, 67];

    /// <param name="decoder">A codec's graph: <c>semantic_tokens</c>, <c>d_vector</c> → <c>wav</c>.</param>
    /// <param name="speaker">The voice.</param>
    /// <param name="samplesPerToken">Samples of one token.</param>
    /// <returns>One line a context: signal over error in dB over all windows, and of the worst one.</returns>
    public static IEnumerable<string> Lines(string decoder, float[] speaker, int samplesPerToken)
    {
        using SessionOptions options = new() { IntraOpNumThreads = Environment.ProcessorCount };
        using InferenceSession session = new(decoder, options);
        Random random = new(77);
        long[] tokens = [.. Enumerable.Range(0, Total).Select(_ => (long)random.Next(8192))];
        float[] whole = Decode(tokens);
        foreach (int context in Contexts)
        {
            (double signal, double error, double worst) = (0, 0, double.PositiveInfinity);
            for (int at = 0; at + Emits + Left <= Total; at += Emits)
            {
                int from = Math.Max(0, at - Left);
                float[] window = Decode(tokens[from..(at + Emits + context)]);
                (double s, double e) = (0, 0);
                for (int i = 0; i < Emits * samplesPerToken; i++)
                {
                    double right = whole[(at * samplesPerToken) + i];
                    double difference = right - window[((at - from) * samplesPerToken) + i];
                    (s, e) = (s + (right * right), e + (difference * difference));
                }

                (signal, error, worst) = (signal + s, error + e, Math.Min(worst, Decibels(s, e)));
            }

            yield return $"codec: windows with {context} tokens on the right: {Decibels(signal, error):0.0} dB over the error, "
                + $"the worst {worst:0.0} dB";
        }

        float[] Decode(long[] semantic)
        {
            using OrtValue ids = OrtValue.CreateTensorValueFromMemory(semantic, [1, semantic.Length]);
            using OrtValue voice = OrtValue.CreateTensorValueFromMemory(speaker, [1, speaker.Length]);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
                run, ["semantic_tokens", "d_vector"], [ids, voice], session.OutputNames);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }

    private static double Decibels(double signal, double error) => 10 * Math.Log10(signal / Math.Max(error, 1e-30));
}
