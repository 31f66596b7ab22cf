namespace StreamServer.Endpoints.Web;

/// <summary>Whether the page at <c>/</c> is there.</summary>
internal enum PageUse
{
    On,
    Off,
}
