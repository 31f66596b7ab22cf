using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace StreamServer.Endpoints.Web;

/// <summary>
/// The files of <c>clients/web</c>, out of the assembly. All but the page itself live under a folder that is named by their content:
/// they may be cached for good, and modules that name each other by relative paths are always of one version.
/// </summary>
internal sealed class WebAssets
{
    private const string Prefix = "web/";
    private const string PageName = "index.html";

    /// <summary>What stands in the page for the folder.</summary>
    private const string VersionMark = "{version}";

    private readonly Dictionary<string, WebAsset> _files = new(StringComparer.Ordinal);

    public WebAssets()
    {
        SortedDictionary<string, byte[]> contents = new(StringComparer.Ordinal);
        Assembly assembly = typeof(WebAssets).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            contents.Add(name[Prefix.Length..], content);
        }

        Version = VersionOf(contents);
        string page = Encoding.UTF8.GetString(contents[PageName]).Replace(VersionMark, Version, StringComparison.Ordinal);
        Page = new WebAsset(PageName, Encoding.UTF8.GetBytes(page));
        foreach ((string name, byte[] content) in contents.Where(pair => pair.Key != PageName))
        {
            _files.Add(name, new WebAsset(name, content));
        }
    }

    public WebAsset Page { get; }

    /// <summary>Name of the folder, of letters and digits.</summary>
    public string Version { get; }

    /// <summary>A file of this version by its name; null for any other.</summary>
    public WebAsset? Find(string version, string name) => version == Version ? _files.GetValueOrDefault(name) : null;

    private static string VersionOf(SortedDictionary<string, byte[]> contents)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] content) in contents)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content.Length}\n"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
