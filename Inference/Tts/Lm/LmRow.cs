using System.Collections;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>A request inside the engine. Only the engine's thread touches it.</summary>
internal sealed class LmRow(LmRequest request, long arrived)
{
    public LmRequest Request { get; } = request;

    /// <summary>Timestamp of the submission.</summary>
    public long Arrived { get; } = arrived;

    /// <summary>Timestamp of getting the slot.</summary>
    public long Rented { get; set; }

    public RowPhase Phase { get; set; }

    /// <summary>Row of the batch, −1 while waiting. Changes when rows are moved together.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Tokens in the slot's cache.</summary>
    public int Past { get; set; }

    /// <summary>
    /// Token that the next decode step feeds: the last one drawn, or, while a cache is filled again, the one that stood there. Steps and
    /// not a prompt, because only a step gives the same bits as the step before it did (docs/decisions/0037).
    /// </summary>
    public int NextToken => Request.Legal.IdOf(Request.Tokens.Read(Fed, Fed + 1)[0]);

    /// <summary>The next step repeats one: its outcome is known.</summary>
    public bool IsRepeating => Fed + 1 < Drawn;

    /// <summary>Choices drawn so far: the counter of the random numbers.</summary>
    public int Drawn { get; set; }

    public bool WasPaused { get; set; }

    /// <summary>Timestamp of its last token.</summary>
    public long LastToken { get; set; }

    /// <summary>It waits in the line, and has never had a slot.</summary>
    public bool IsInLine { get; set; } = true;

    /// <summary>It gave its slot back: prompt and answer have to be run again before it goes on.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Answer tokens in the slot's cache.</summary>
    public int Fed => Past - Request.Prompt.Length;

    /// <summary>Its stream is complete and its slot free.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Wakes the engine when the request is cancelled.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Choices made, for the repetition penalty; null when that is off.</summary>
    public BitArray? Said { get; } = request.Sampling.RepetitionPenalty == 1 ? null : new BitArray(request.Legal.Count);
}
