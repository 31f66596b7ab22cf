namespace StreamServer.Normalization.Stages.Phones;

/// <summary>What a word beside a number makes of it.</summary>
internal enum NumberLabel
{
    None,

    /// <summary>A code or the name of something: each digit is said.</summary>
    Code,

    /// <summary>A number to call.</summary>
    Call,
}
