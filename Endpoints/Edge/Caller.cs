using StreamServer.Auth.Calls;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Whose request it is, so that slots are shared fairly: the key that was found to be right, else the address that it came from.
/// </summary>
internal static class Caller
{
    public static string Of(HttpContext context) =>
        context.Features.Get<CallerIdentity>()?.Account.Subject ?? CallerAddress.Of(context.Connection.RemoteIpAddress);
}
