namespace StreamServer.Models.Manifest;

/// <summary>A model that a setting names. Each half of the server registers its own, and <c>validate</c> checks them all.</summary>
internal sealed record ModelChoice(ModelRole Role, string Name);
