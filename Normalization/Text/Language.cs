namespace StreamServer.Normalization.Text;

/// <summary>A language whose rules the normalizer knows, found by script: Latin, Devanagari, Telugu.</summary>
internal enum Language : byte
{
    English,
    Hindi,
    Telugu,
}
