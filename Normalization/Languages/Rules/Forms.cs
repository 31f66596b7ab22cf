namespace StreamServer.Normalization.Languages.Rules;

/// <summary>What one language calls a unit or a currency.</summary>
/// <param name="One">After one.</param>
/// <param name="Many">After any other number.</param>
/// <param name="MinorOne">The hundredth of a currency, after one; empty when none is in use.</param>
/// <param name="MinorMany">The hundredth, after any other number.</param>
/// <param name="Gender">As its language marks it (<c>f</c>); empty where numbers do not agree.</param>
internal sealed record Forms(string One, string Many, string MinorOne = "", string MinorMany = "", string Gender = "");
