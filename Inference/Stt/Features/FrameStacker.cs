namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// Low frame rate: each output row is <see cref="Width"/> neighbouring frames side by side, one row every <see cref="Shift"/>
/// frames, centred on its frame as FunASR's <c>apply_lfr</c> does: the first frame is repeated on the left, the last one on
/// the right. Then CMVN. Immutable, thread-safe.
/// </summary>
internal sealed class FrameStacker(int width, int shift, Cmvn cmvn)
{
    public int Width { get; } = width;

    public int Shift { get; } = shift;

    /// <summary>Values of an output row.</summary>
    public int Columns => cmvn.Columns;

    /// <summary>Output rows of that many frames: ⌈frames / shift⌉.</summary>
    public int Rows(int frames) => (frames + Shift - 1) / Shift;

    /// <param name="frames">Filter bank frames, not normalised.</param>
    /// <param name="count">How many of them to use, from the first.</param>
    /// <param name="destination">[Rows, Columns].</param>
    public void Stack(FeatureBuffer frames, int count, Span<float> destination)
    {
        int rows = Rows(count);
        int left = (Width - 1) / 2;
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = destination.Slice(row * Columns, Columns);
            for (int i = 0; i < Width; i++)
            {
                int frame = Math.Clamp((row * Shift) + i - left, 0, count - 1);
                frames.Row(frame).CopyTo(target[(i * frames.Columns)..]);
            }

            cmvn.Apply(target);
        }
    }
}
