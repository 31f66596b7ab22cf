using System.Buffers;
using StreamServer.Endpoints.Tts.Timing;

namespace StreamServer.Endpoints.Tts;

/// <summary>Where the container's bytes go while they are made. One a response; not thread-safe.</summary>
internal interface IResponseBody
{
    /// <summary>Value of the Content-Type header; null means the container's own.</summary>
    string? ContentType { get; }

    IBufferWriter<byte> Writer { get; }

    /// <summary>Sets what headers it needs, before the first byte.</summary>
    void Start();

    /// <summary>Sends what was written; waits while the client's side of the connection is full.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Sends when the words of the audio so far are heard, where the body has room for it.</summary>
    ValueTask TellAsync(IReadOnlyList<SpokenWord> words, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>After the last byte of the container.</summary>
    ValueTask CompleteAsync(SpeechTotals figures, CancellationToken cancellation);
}
