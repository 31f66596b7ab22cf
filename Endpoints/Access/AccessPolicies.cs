using Microsoft.AspNetCore.Authorization;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;

namespace StreamServer.Endpoints.Access;

/// <summary>What route groups say of who may use them.</summary>
internal static class AccessPolicies
{
    /// <summary>Needs a caller with a scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder routes, KeyScopes scopes)
        where TBuilder : IEndpointConventionBuilder
    {
        ScopeRequirement requirement = new(scopes);
        AuthorizationPolicy policy = new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .AddRequirements(requirement)
            .Build();
        return routes.RequireAuthorization(policy).WithMetadata(requirement);
    }

    /// <summary>Needs a caller who was let in, whatever he may do.</summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireScope(KeyScopes.None);

    /// <summary>Anybody, also where keys are required: what says nothing of anybody's work.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AllowAnonymous();

    /// <summary>A call that takes a place of its half of the server for as long as it runs.</summary>
    public static TBuilder CountAs<TBuilder>(this TBuilder routes, UsageKind kind)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new CountedCall(kind));
}
