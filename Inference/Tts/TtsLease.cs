using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts;

/// <summary>
/// A caller who was let in: speaks as often as he likes, one response or one socket's utterances after the other. Disposing it ends
/// his stay; what is being spoken then goes on to the end of its own cancellation.
/// </summary>
internal sealed class TtsLease(TtsPipeline pipeline, string owner) : IDisposable
{
    /// <summary>The models that this caller hears, the same for his whole stay.</summary>
    public SpeechModels Models => pipeline.Models;

    /// <summary>The speech of <see cref="SpeechRequest.Text"/>.</summary>
    /// <returns>Not empty pieces, as they are made. Stopping to read pauses this request and no other.</returns>
    /// <exception cref="StreamException">Nothing to say, no room, or a model failed.</exception>
    public IAsyncEnumerable<SpeechPiece> SpeakAsync(SpeechRequest request, CancellationToken cancellation) =>
        pipeline.StreamAsync(request with { Owner = owner }, cancellation);

    /// <summary>The speech of chunks that may still be on their way; see <see cref="Chunk"/>.</summary>
    /// <returns>Not empty pieces, as they are made. Stopping to read pauses this request and no other.</returns>
    /// <exception cref="StreamException">No room, or a model failed.</exception>
    public IAsyncEnumerable<SpeechPiece> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<TextChunk> chunks, CancellationToken cancellation) =>
        pipeline.StreamAsync(request with { Owner = owner }, chunks, cancellation);

    /// <summary>Normalises a text and cuts it into what is spoken at a time.</summary>
    /// <param name="request">Whose <see cref="SpeechRequest.Text"/> it is.</param>
    /// <param name="isFirst">Its first chunk is the first of the response and should be short.</param>
    public List<TextChunk> Chunk(SpeechRequest request, bool isFirst) => pipeline.Chunk(request, isFirst);

    public void Dispose()
    {
    }
}
