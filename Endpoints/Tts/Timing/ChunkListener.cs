using System.Runtime.InteropServices;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Tts.Timing;

/// <summary>
/// Hears what was spoken, as a recording that gives way to live callers, for the times of its words: the recogniser aligns what it hears
/// to its own frames. Thread-safe.
/// </summary>
internal sealed class ChunkListener(SpeechToText speech, SttOptions options, Readiness readiness, TimeProvider time)
{
    /// <summary>
    /// Half a frame of the recogniser, in seconds: a word is seen in the first frame that it fills, and begins before. Measured against
    /// forced alignment by another recogniser (docs/benchmarks.md).
    /// </summary>
    private const double SeenLate = 0.03;

    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: word times need the recogniser.</exception>
    public void ThrowUnlessReady() => readiness.ThrowUnlessReady(speech.Name, "Word times need speech to text, which");

    /// <summary>When the letters of a chunk are heard.</summary>
    /// <param name="samples">The chunk.</param>
    /// <param name="rate">Hz.</param>
    /// <param name="said">What was given to the model that speaks.</param>
    /// <param name="cancellation">The client is gone.</param>
    public async Task<TimedText> HearAsync(ReadOnlyMemory<float> samples, int rate, string said, CancellationToken cancellation)
    {
        SttSessionSettings settings = SttSessionSettings.From(options) with
        {
            Encoding = AudioEncoding.PcmF32le,
            SampleRate = FbankSpec.SampleRate,
            InterimResults = false,
            MinConfidence = 0,
        };
        SttOutbox outbox = new();
        SttSession session = speech.Open(settings, outbox, recording: true);
        List<SpokenWord> heard = [];
        try
        {
            Task reading = CollectAsync(outbox, heard, cancellation);
            byte[] audio = MemoryMarshal.AsBytes<float>(Resampler.Convert(samples.Span, rate, FbankSpec.SampleRate)).ToArray();
            await session.PushAsync(audio, time.GetTimestamp(), cancellation);
            await session.FinishAsync(null, cancellation);
            await reading;
        }
        finally
        {
            session.Abandon();
        }

        return TimedText.Of(heard).Carry(said, samples.Length / (double)rate);
    }

    private static async Task CollectAsync(SttOutbox outbox, List<SpokenWord> heard, CancellationToken cancellation)
    {
        while (await outbox.TakeAsync(cancellation) is { } item)
        {
            if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
            {
                foreach (SttWord word in text.Words)
                {
                    Add(word, heard);
                }
            }
        }
    }

    private static void Add(SttWord word, List<SpokenWord> heard)
    {
        double start = Math.Max(0, word.Start - SeenLate);
        if (heard.Count > 0 && heard[^1].End > start)
        {
            // Words that follow one another at once share the moment.
            start = Math.Max(start, heard[^1].Start);
            heard[^1] = heard[^1] with { End = start };
        }

        heard.Add(new SpokenWord(word.Text, start, Math.Max(start, word.End)));
    }
}
