using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Metrics;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// The authentication scheme: whose key it is, and the answers 401 (no key, or a wrong one), 403 (not for this), 429 (too many wrong
/// ones) and 503 (nobody can say). Sockets are refused before the upgrade.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    CallerDirectory callers,
    AuthMetrics metrics) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Realm = "Bearer realm=\"streamserver\"";

    private static readonly StreamException NoKey = new(
        StreamError.ClientUnauthorized, "This route needs a key: Authorization: Bearer KEY, or X-API-Key (docs/auth.md).");

    private StreamException? _refused;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? key = Context.Features.Get<PresentedKey>()?.Text;
        (CallerIdentity? caller, _refused) = await callers.FindAsync(key, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (caller is null)
        {
            return _refused is null ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(_refused.Message);
        }

        Context.Features.Set(caller);
        ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, caller.Account.Subject)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        StreamException refused = _refused ?? NoKey;
        metrics.Refused(Errors.Of(refused.Error).Code);
        if (refused.Error == StreamError.ClientUnauthorized)
        {
            Response.Headers.WWWAuthenticate = _refused is null ? Realm : $"{Realm}, error=\"invalid_token\"";
        }

        return Errors.ToResult(refused, Context).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        metrics.Refused(Errors.Of(StreamError.ClientForbidden).Code);
        KeyScopes needed = Context.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>()?.Scopes ?? KeyScopes.None;
        string names = string.Join(' ', KeyScopeNames.NamesOf(needed));
        Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{names}\"";
        string detail = names.Length > 0 ? $"The key has not the scope '{names}'." : "The key may not do this.";
        return Errors.ToResult(new StreamException(StreamError.ClientForbidden, detail), Context).ExecuteAsync(Context);
    }
}
