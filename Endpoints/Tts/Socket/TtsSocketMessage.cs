using System.Text.Json;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>A JSON message to the client; absent members are left out.</summary>
internal sealed record TtsSocketMessage
{
    public required string Type { get; init; }

    public string? RequestId { get; init; }

    public string? Speaker { get; init; }

    public string? Format { get; init; }

    public int? SampleRate { get; init; }

    public int? Channels { get; init; }

    /// <summary>What makes the samples of a rate above the codec's.</summary>
    public string? SuperResolution { get; init; }

    public ulong? Seed { get; init; }

    /// <summary>Number of the utterance, from 0.</summary>
    public int? Utterance { get; init; }

    /// <summary>When the words of a chunk are heard, in seconds from the utterance's first sample.</summary>
    public IReadOnlyList<SpokenWord>? Words { get; init; }

    public double? AudioSeconds { get; init; }

    /// <summary>Milliseconds from the turn of the utterance to its first audio.</summary>
    public double? FirstAudioMs { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Member { get; init; }

    public bool? Retryable { get; init; }

    public double? RetryAfterSeconds { get; init; }

    /// <summary>Milliseconds until a connection of a server that stops is closed at the latest.</summary>
    public double? DeadlineMs { get; init; }

    /// <summary>Where the caller's limits stand.</summary>
    public IReadOnlyList<LimitInfo>? Quotas { get; init; }

    public static TtsSocketMessage Ready(string id, SpeechOrder call, SpeechModels models, IReadOnlyList<LimitInfo>? quotas) => new()
    {
        Type = "ready",
        RequestId = id,
        Speaker = call.Speech.Voice.Name,
        Format = AudioFormats.NameOf(call.Format),
        SampleRate = call.SampleRate,
        Channels = call.Channels,
        SuperResolution = call.SuperResolution(models),
        Seed = call.Speech.Seed,
        Quotas = quotas,
    };

    public static TtsSocketMessage Warn(string code, string message) => new() { Type = "warning", Code = code, Message = message };

    public static TtsSocketMessage Metadata(int utterance, SpeechOrder call, SpeechClock clock) => new()
    {
        Type = "metadata",
        Utterance = utterance,
        Speaker = call.Speech.Voice.Name,
        AudioSeconds = Math.Round(clock.AudioSeconds, 3),
        FirstAudioMs = Math.Round(clock.FirstAudio.TotalMilliseconds, 1),
    };

    public static TtsSocketMessage Timed(int utterance, IReadOnlyList<SpokenWord> words) => new()
    {
        Type = "words",
        Utterance = utterance,
        Words = [.. words.Select(word => new SpokenWord(word.Word, Math.Round(word.Start, 3), Math.Round(word.End, 3)))],
    };

    public static TtsSocketMessage Flushed(int utterance) => new() { Type = "flushed", Utterance = utterance };

    public static TtsSocketMessage Cleared() => new() { Type = "cleared" };

    public static TtsSocketMessage Closing(TimeSpan left) => new()
    {
        Type = "closing",
        DeadlineMs = Math.Ceiling(left.TotalMilliseconds),
    };

    public static TtsSocketMessage Error(ErrorShape shape, StreamException exception) => new()
    {
        Type = "error",
        Code = shape.Code,
        Message = Errors.Detail(exception, shape),
        Member = exception.Member,
        Retryable = shape.Retryable,
        RetryAfterSeconds = shape.Status is 503 or 429 ? Errors.RetrySeconds(exception) : null,
    };

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, TtsSocketJson.Default.TtsSocketMessage);
}
