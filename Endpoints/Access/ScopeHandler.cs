using Microsoft.AspNetCore.Authorization;
using StreamServer.Auth.Calls;

namespace StreamServer.Endpoints.Access;

/// <summary>Compares what a route needs with what the caller may do.</summary>
internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.Resource is HttpContext http && http.Features.Get<CallerIdentity>() is { } caller
            && caller.Scopes.HasFlag(requirement.Scopes))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
