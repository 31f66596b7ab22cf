namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A currency.</summary>
/// <param name="Id">Its name in the data files: the English one.</param>
/// <param name="Index">Place of its names in the tables of the languages.</param>
/// <param name="Indian">Amounts are grouped in lakh and crore.</param>
internal sealed record Currency(string Id, int Index, bool Indian);
