namespace StreamServer.Models.Conversion.Checkpoints;

/// <summary>
/// Named weights, read as 32-bit floats piece by piece, so that no more than one tensor need ever be in memory. One reader at a time.
/// </summary>
internal interface ICheckpoint : IDisposable
{
    /// <summary>What to call it in a message: its path.</summary>
    string Source { get; }

    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Elements <paramref name="start"/>… of tensor <paramref name="name"/>, in row-major order.</summary>
    void Read(string name, long start, Span<float> destination);
}
