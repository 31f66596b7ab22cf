namespace StreamServer.Models.Commands;

/// <summary>What <c>models pull</c> was asked.</summary>
/// <param name="Name">Of the manifest's entry.</param>
/// <param name="IsLicenceAccepted">Nobody is asked.</param>
/// <param name="Within">Seconds; 0 for as long as it takes.</param>
/// <param name="IsToBeUsed">Converted and chosen too.</param>
/// <param name="Repository">What stands for <see cref="Manifest.CheckpointSpec.Repository"/>.</param>
internal sealed record PullRequest(string Name, bool IsLicenceAccepted, int Within, bool IsToBeUsed, string? Repository)
{
    /// <summary>OWNER/NAME as Hugging Face allows it: nothing that would lead to another address.</summary>
    public bool IsRepositoryWellFormed =>
        Repository is null || (Repository.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } name] && IsName(owner) && IsName(name));

    private static bool IsName(string text) =>
        text.Length <= 96 && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
