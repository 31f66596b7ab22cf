using StreamServer.Models.Download;

namespace StreamServer.Tests.Models.Download;

/// <summary>A test that runs npm itself.</summary>
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute()
    {
        if (!NpmFetcher.IsHere)
        {
            Skip = "npm is not on the PATH.";
        }
    }
}
