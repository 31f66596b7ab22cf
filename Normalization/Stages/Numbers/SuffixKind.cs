namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>What stands behind a number, as far as the two ends of a range must agree in it.</summary>
internal enum SuffixKind
{
    None,
    Ordinal,
    Percent,
    Unit,
    Scale,
}
