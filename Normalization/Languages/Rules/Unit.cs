namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A unit of measure.</summary>
/// <param name="Id">Its name in the data files: the English one.</param>
/// <param name="Index">Place of its names in the tables of the languages.</param>
/// <param name="Attached">Whether the symbol must touch the number: letters that are also words (<c>in</c>, <c>A</c>).</param>
internal sealed record Unit(string Id, int Index, bool Attached)
{
    public bool IsTime => Id is "second" or "minute" or "hour";

    public bool IsLength => Id.EndsWith("meter", StringComparison.Ordinal) || Id is "foot" or "inch";
}
