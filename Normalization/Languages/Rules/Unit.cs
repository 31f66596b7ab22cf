namespace StreamServer.Normalization.Languages.Rules;

/// <summary>A unit of measure and its names.</summary>
/// <param name="One">English, after one.</param>
/// <param name="Many">English, after any other number.</param>
/// <param name="Hindi">Hindi; null says the English name.</param>
/// <param name="TeluguOne">Telugu, after one; null says the English name.</param>
/// <param name="TeluguMany">Telugu, after any other number.</param>
/// <param name="Attached">Whether the symbol must touch the number: letters that are also words (<c>in</c>, <c>A</c>).</param>
internal sealed record Unit(
    string One, string Many, string? Hindi = null, string? TeluguOne = null, string? TeluguMany = null, bool Attached = false);
