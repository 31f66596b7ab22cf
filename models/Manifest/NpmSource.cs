using System.Text.RegularExpressions;

namespace StreamServer.Models.Manifest;

/// <summary>A file inside a package of npm's registry: a second place for a file whose first does not answer.</summary>
internal sealed partial record NpmSource
{
    /// <summary>With its scope: <c>@ricky0123/vad-web</c>.</summary>
    public required string Package { get; init; }

    /// <summary>Exact: <c>0.0.31</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Path inside the package: <c>dist/silero_vad_v6.onnx</c>.</summary>
    public required string Member { get; init; }

    /// <summary>Whether it can be told to npm without being read as an option, an address or a folder.</summary>
    public bool IsWellFormed => Package is not null && Version is not null && Name().IsMatch(Package) && Exact().IsMatch(Version)
        && ManifestRules.IsConfined(Member);

    [GeneratedRegex(@"\A(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?\z")]
    private static partial Regex Exact();
}
