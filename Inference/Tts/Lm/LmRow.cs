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

    /// <summary>Token that the next decode step feeds.</summary>
    public int NextToken { get; set; }

    /// <summary>Choices drawn so far: the counter of the random numbers.</summary>
    public int Drawn { get; set; }

    public bool WasPaused { get; set; }

    /// <summary>Its stream is complete and its slot free.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Wakes the engine when the request is cancelled.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Choices made, for the repetition penalty; null when that is off.</summary>
    public BitArray? Said { get; } = request.Sampling.RepetitionPenalty == 1 ? null : new BitArray(request.Legal.Count);
}
