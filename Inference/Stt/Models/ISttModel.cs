using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Models;

/// <summary>
/// Turns utterances into tokens. Owns its models, its feature extraction and any state per utterance. Every member but
/// <see cref="Info"/> is called on one thread, the engine's.
/// </summary>
internal interface ISttModel : IDisposable
{
    SttModelInfo Info { get; }

    /// <summary>Transcribes jobs of different streams and lengths in as few model runs as it can.</summary>
    /// <param name="batch">
    /// A job holds its utterance's audio from the first sample. An engine that works incrementally (features, encoder
    /// states) keeps what it has done in <see cref="SttUtterance.StateOf"/> and continues from there. A later job of an
    /// utterance has the same audio with more at its end, or, when long speech was cut, less of it. A speculative job must
    /// not leave a flushed state behind: speech may go on.
    /// </param>
    /// <param name="results">One for each job, in order; written only when the call succeeds.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>. The engine then tries each job alone.</exception>
    void Transcribe(ReadOnlySpan<SttJob> batch, Span<SttTranscript> results);
}
