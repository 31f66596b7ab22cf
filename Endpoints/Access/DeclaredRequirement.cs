using Microsoft.AspNetCore.Authorization;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// Holds where a route says nothing of who may use it: such a route answers nobody, so that a forgotten policy is seen at once.
/// Where there is no route at all, its 404 or 405 tells nobody anything.
/// </summary>
internal sealed class DeclaredRequirement : AuthorizationHandler<DeclaredRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, DeclaredRequirement requirement)
    {
        if (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
