using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Engine;

/// <summary>An engine whose answers the test decides. Says how many samples it heard unless told otherwise.</summary>
internal sealed class FakeSttModel(string name = "fake") : ISttModel
{
    private readonly Lock _gate = new();
    private readonly List<int> _batches = [];

    public SttModelInfo Info { get; } = new(name, ["en"]);

    /// <summary>Runs on the engine's thread before each answer; throws to fail the batch.</summary>
    public Action<SttJob[]>? Before { get; set; }

    public Func<SttJob, string> Say { get; set; } = job => $"▁{job.Samples.Length}";

    /// <summary>Sizes of the batches so far.</summary>
    public int[] Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches];
            }
        }
    }

    public void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results)
    {
        lock (_gate)
        {
            _batches.Add(batch.Length);
        }

        Before?.Invoke(batch.ToArray());
        for (int i = 0; i < batch.Length; i++)
        {
            string text = Say(batch[i]);
            results[i] = new SttTranscript
            {
                Model = Info.Model,
                Tokens = text.Length == 0 ? [] : [new SttToken(text, 0.1f, 0.2f, -0.1f)],
            };
        }
    }

    public void Dispose()
    {
    }
}
