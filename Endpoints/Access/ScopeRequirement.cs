using Microsoft.AspNetCore.Authorization;
using StreamServer.Auth.Keys;

namespace StreamServer.Endpoints.Access;

/// <summary>What a caller must be allowed to do; on a route it is metadata too, so that the refusal can name it.</summary>
/// <param name="scopes">All of them; none means that any caller who was let in may.</param>
internal sealed class ScopeRequirement(KeyScopes scopes) : IAuthorizationRequirement
{
    public KeyScopes Scopes { get; } = scopes;
}
