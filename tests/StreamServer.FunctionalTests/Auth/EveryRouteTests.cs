using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StreamServer.FunctionalTests.Auth;

/// <summary>Walks over the routes that the running server has, so that one that is added later is looked at too.</summary>
public sealed partial class EveryRouteTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    private RouteEndpoint[] Routes =>
        [.. server.Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    [Fact]
    public async Task No_route_but_the_public_ones_answers_without_a_key_or_with_a_wrong_one()
    {
        int asked = 0;
        List<string> open = [];
        string wrong = StreamServer.Auth.Keys.KeyText.Create("abcdefgh");
        foreach (RouteEndpoint route in Routes)
        {
            string path = PathOf(route);
            foreach (string method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                foreach (string? key in new[] { null, wrong })
                {
                    using HttpResponseMessage answer = await server.SendAsync(new HttpMethod(method), path, key);
                    asked++;
                    if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized)
                    {
                        continue;
                    }

                    open.Add($"{method} {path}: {(int)answer.StatusCode}");
                }
            }

            (ClientWebSocket socket, HttpStatusCode status) = await server.OpenAsync(path, null);
            socket.Dispose();
            asked++;
            if (status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed))
            {
                open.Add($"GET {path} as a socket: {(int)status}");
            }
        }

        Assert.True(asked > 40, $"Only {asked} requests: the walk sees no routes.");
        Assert.All(open, line => Assert.Matches("^(GET|HEAD) /(health/|openapi/|web/x/|:)", line));
    }

    [Fact]
    public void Every_route_says_who_may_use_it()
    {
        string[] silent = [.. Routes
            .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null
                && route.Metadata.GetMetadata<AuthorizationPolicy>() is null
                && route.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(PathOf)];
        Assert.Empty(silent);
    }

    [Fact]
    public async Task A_socket_is_refused_before_the_upgrade()
    {
        foreach (string path in new[] { "/ws/stt", "/ws/stt/ada", "/ws/tts" })
        {
            (var socket, HttpStatusCode status) = await server.OpenAsync(path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Contains("Bearer", string.Join(' ', socket.HttpResponseHeaders!["WWW-Authenticate"]), StringComparison.Ordinal);
            socket.Dispose();
        }
    }

    [Fact]
    public async Task What_is_no_route_stays_404_and_a_wrong_method_405()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/nowhere", null)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Delete, "/health/live", null)).StatusCode);
    }

    private static string PathOf(RouteEndpoint route) => "/" + Parameter().Replace(route.RoutePattern.RawText ?? "", "x").TrimStart('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
