namespace StreamServer.Models.Conversion;

/// <summary>How the matrices of a converted model are stored.</summary>
internal enum WeightFormat
{
    Fp32,

    /// <summary>8 bits a weight, one scale for every 32: a quarter of the size.</summary>
    Int8,

    /// <summary>
    /// 8 bits a weight, one scale for every output, activations by the row: the quickest where the processor has VNNI, with a larger error
    /// than <see cref="Int8"/> where a few channels are far louder than the others.
    /// </summary>
    Row,

    /// <summary>4 bits a weight, one scale for every 32: an eighth of the size, with an error that audio-token models feel.</summary>
    Int4,
}
