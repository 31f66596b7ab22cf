using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Download;

/// <summary>How Hugging Face is reached; the names are those of its own tools.</summary>
internal sealed class HuggingFaceOptions : IValidatableObject
{
    private const string Home = "https://huggingface.co";

    /// <summary>Address in the place of huggingface.co: a mirror.</summary>
    [Setting("HF_ENDPOINT")]
    public string Endpoint { get; set; } = Home;

    /// <summary>
    /// Access token for repositories that are not open to all. Sent to <see cref="Endpoint"/> alone, and never where it redirects to.
    /// </summary>
    [Setting("HF_TOKEN")]
    public string Token { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ManifestRules.IsAllowedSource(Endpoint))
        {
            yield return new ValidationResult($"HF_ENDPOINT='{Endpoint}' is not an https address.");
        }

        if (Token.Any(character => !char.IsBetween(character, '!', '~')))
        {
            yield return new ValidationResult("HF_TOKEN holds a character that no token has.");
        }
    }

    /// <summary>Where to ask for what is published at <paramref name="address"/>.</summary>
    public Uri AddressOf(Uri address) =>
        address.GetLeftPart(UriPartial.Authority).Equals(Home, StringComparison.OrdinalIgnoreCase)
            ? new Uri(Endpoint.TrimEnd('/') + address.PathAndQuery)
            : address;

    /// <summary>The token for a request to <paramref name="address"/>; null when it is not Hugging Face's, or there is no token.</summary>
    public string? TokenFor(Uri address) =>
        Token.Length > 0 && address.GetLeftPart(UriPartial.Authority) == new Uri(Endpoint).GetLeftPart(UriPartial.Authority) ? Token : null;

    /// <summary>Whether requests to <paramref name="address"/> would carry a token if there were one.</summary>
    public bool WantsToken(Uri address) =>
        Token.Length == 0 && address.GetLeftPart(UriPartial.Authority) == new Uri(Endpoint).GetLeftPart(UriPartial.Authority);
}
