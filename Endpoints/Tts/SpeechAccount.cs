using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts;

/// <summary>What one response came to, for its record. Not thread-safe.</summary>
internal sealed partial class SpeechAccount(SpeechMeter meter, TtsLease lease, SpeechOrder call, SpeechClock clock, EarlyEnd? early)
{
    /// <summary>The chunk that is being sent; -1 before the first.</summary>
    public int Chunk { get; set; } = -1;

    /// <summary>The server's stop left some of the text unsaid.</summary>
    public bool IsCutShort => early is { LeftUnsaid: true };

    /// <summary>The whole was spoken, or, while the server stops, all that was begun. Completes when that is on the disk.</summary>
    public Task DoneAsync() => EndAsync(UsageOutcome.Ok, IsCutShort ? Spoken() : meter.Characters);

    /// <summary>For a response that did not get to its end; after <see cref="DoneAsync"/> it does nothing.</summary>
    /// <param name="isGone">The client went away; else it is our fault, and nothing is charged.</param>
    /// <param name="log">Of the response.</param>
    public async Task CloseAsync(bool isGone, ILogger log)
    {
        try
        {
            await EndAsync(isGone ? UsageOutcome.Cancelled : UsageOutcome.Failed, Spoken());
        }
        catch (StreamException exception)
        {
            LogUsageLost(log, exception);
        }
    }

    [LoggerMessage(2004, LogLevel.Error, "What was spoken could not be written down", EventName = "TtsUsageLost")]
    private static partial void LogUsageLost(ILogger log, Exception exception);

    private Task EndAsync(UsageOutcome outcome, long characters) => meter.EndAsync(new SpeechUsage
    {
        Outcome = outcome,
        Characters = characters,
        Audio = TimeSpan.FromSeconds(clock.AudioSeconds),
        FirstAudio = Chunk < 0 ? null : clock.FirstAudio,
        Voice = call.Speech.Voice.Name,
        Text = call.Speech.Text,
    });

    /// <summary>Characters of the text up to the chunk that was sent last, by the share of what is said.</summary>
    private long Spoken()
    {
        if (Chunk < 0)
        {
            return 0;
        }

        List<TextChunk> chunks = lease.Chunk(call.Speech, isFirst: true);
        double all = chunks.Sum(chunk => (double)chunk.Text.Length);
        return (long)Math.Ceiling(meter.Characters * chunks.Take(Chunk + 1).Sum(chunk => chunk.Text.Length) / all);
    }
}
