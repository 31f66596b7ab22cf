using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Benchmarks.Llama;

/// <summary>This server's model.</summary>
internal sealed class OwnModel(ILmModel model, int prefillChunk) : IDecoder, IDisposable
{
    private readonly int[] _pasts = new int[model.Slots];
    private readonly int[] _tokens = [.. Enumerable.Range(5, model.Slots)];

    public void Start(int rows, int past)
    {
        int[] prompt = [.. Enumerable.Range(3, past)];
        for (int row = 0; row < rows; row++)
        {
            for (int done = 0; done < past; done += prefillChunk)
            {
                model.Prefill(row, done, prompt.AsSpan(done, Math.Min(prefillChunk, past - done)));
            }

            _pasts[row] = past;
        }
    }

    public void Step(int rows)
    {
        // As the engine does it: at least the batch from which on results no longer depend on it.
        int n = Math.Max(rows, model.MinimumBatch);
        model.Decode(_tokens.AsSpan(0, n), _pasts.AsSpan(0, n));
        for (int row = 0; row < rows; row++)
        {
            _pasts[row]++;
        }
    }

    public void Dispose() => model.Dispose();
}
