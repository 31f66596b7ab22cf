namespace StreamServer.Normalization.Text;

/// <summary>
/// A language whose rules the normalizer knows, found by script; Latin letters are read in the language that a call names.
/// </summary>
internal enum Language : byte
{
    English,
    Hindi,
    Telugu,
    French,
}
