namespace StreamServer.Inference.Tts.Codec;

/// <summary>A codec's decoder. Used by one thread.</summary>
internal interface ICodecModel : IDisposable
{
    /// <summary>Most windows of one run.</summary>
    int MaxBatch { get; }

    /// <summary>Smallest batch from which on a window's samples no longer depend on the batch size, to the bit.</summary>
    int MinimumBatch { get; }

    int SamplesPerToken { get; }

    /// <summary>Decodes windows of equal length.</summary>
    /// <param name="semantic">Token numbers, [batch, length].</param>
    /// <param name="globals">Token numbers, [batch, 32].</param>
    /// <param name="batch">Number of windows.</param>
    /// <returns>[batch, length × samples per token], valid until the next call.</returns>
    ReadOnlySpan<float> Decode(ReadOnlySpan<long> semantic, ReadOnlySpan<long> globals, int batch);
}
