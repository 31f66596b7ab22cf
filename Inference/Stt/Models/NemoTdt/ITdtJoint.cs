namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>Prediction and joint network of a transducer over the encoder's output of one batch.</summary>
internal interface ITdtJoint : IDisposable
{
    /// <summary>Values of one state tensor of one row.</summary>
    int StateSize { get; }

    /// <summary>Takes the encoder's output: [batch, size, frames].</summary>
    void Begin(ReadOnlyMemory<float> encoded, int size, int frames);

    /// <summary>
    /// Scores every row at its time, its previous token and its state; leaves the state that follows in <see cref="TdtRow.Next"/>.
    /// </summary>
    /// <returns>[rows, tokens + durations], not normalised; valid until the next call.</returns>
    ReadOnlySpan<float> Score(ReadOnlySpan<TdtRow> rows);
}
