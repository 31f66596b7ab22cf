namespace StreamServer.Inference.Stt.Models.NemoTdt;

/// <summary>One utterance of a batch while it is decoded.</summary>
/// <param name="index">Row in the encoder's output.</param>
/// <param name="frames">Valid encoder frames.</param>
/// <param name="blank">Index of the blank: the prediction starts from it.</param>
/// <param name="stateSize">Values of one state tensor of the prediction network.</param>
internal sealed class TdtRow(int index, int frames, int blank, int stateSize)
{
    public int Index { get; } = index;

    public int Frames { get; } = frames;

    public List<TdtToken> Tokens { get; } = [];

    /// <summary>Tokens that its language is not written in.</summary>
    public ReadOnlyMemory<int> Forbidden { get; init; }

    /// <summary>Encoder frame that is looked at.</summary>
    public int Time { get; set; }

    /// <summary>Tokens emitted in this frame.</summary>
    public int Emitted { get; set; }

    /// <summary>The last token that was not blank; blank at the start.</summary>
    public int Previous { get; set; } = blank;

    /// <summary>The prediction network's two state tensors before it reads <see cref="Previous"/>.</summary>
    public float[][] State { get; private set; } = [new float[stateSize], new float[stateSize]];

    /// <summary>The same behind <see cref="Previous"/>: what holds once this row emits.</summary>
    public float[][] Next { get; private set; } = [new float[stateSize], new float[stateSize]];

    /// <summary>The prediction network's output, where it is known apart from the joint network's.</summary>
    public float[] Prediction { get; set; } = [];

    /// <summary>Whether <see cref="Prediction"/> and <see cref="Next"/> belong to <see cref="Previous"/> and <see cref="State"/>.</summary>
    public bool IsPredicted { get; set; }

    /// <summary>The row emits: the prediction network moves on. After a blank it stays where it is.</summary>
    public void Emit(TdtToken token)
    {
        Tokens.Add(token);
        Previous = token.Id;
        Emitted++;
        (State, Next) = (Next, State);
        IsPredicted = false;
    }
}
