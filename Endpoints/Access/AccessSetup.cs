using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace StreamServer.Endpoints.Access;

internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        // Not AddAuthentication: with it comes data protection for cookies, which makes keys of its own and writes them to a disk.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new DeclaredRequirement()).Build());
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<RateLimitHeaders>();
        services.AddSingleton<CallDesk>();
        services.AddHostedService<FirstKey>();
    }

    /// <summary>Behind routing: who may use a route stands on the route.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<LimitsMiddleware>();
    }
}
