using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Web;

/// <summary>The page at <c>/</c>.</summary>
internal sealed class WebOptions
{
    [Setting("WEB_PAGE")]
    public PageUse Page { get; set; } = PageUse.On;
}
