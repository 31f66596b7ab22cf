using Microsoft.AspNetCore.Http;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class AllowedNamesTests
{
    [Theory]
    [InlineData("127.0.0.1:8000", true)]
    [InlineData("[::1]:8000", true)]
    [InlineData("192.168.1.7", true)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8000", true)]
    [InlineData("", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("127.0.0.1.nip.io:8000", false)]
    [InlineData("localhost.", false)]
    public void A_name_of_somebody_else_is_not_this_server(string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedNames(new EndpointsOptions()).AllowsHost(new HostString(host)));

    [Theory]
    [InlineData("127.0.0.1", "streamserver:8000", false)]
    [InlineData("localhost", "streamserver", false)]
    [InlineData("0.0.0.0", "streamserver:8000", true)]
    [InlineData("::", "streamserver", true)]
    [InlineData("10.1.2.3", "streamserver", true)]
    [InlineData("0.0.0.0", "evil.example", false)]
    public void A_name_without_a_dot_is_one_of_the_own_network_where_that_is_served(string bound, string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedNames(new EndpointsOptions { Host = bound }).AllowsHost(new HostString(host)));

    [Theory]
    [InlineData("api.example.com", "api.example.com", true)]
    [InlineData("api.example.com", "API.example.com:443", true)]
    [InlineData("api.example.com", "www.example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("*.example.com, other", "other", true)]
    [InlineData("*", "anything.at.all", true)]
    public void Names_that_were_set_are_this_server_too(string allowed, string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedNames(new EndpointsOptions { AllowedHosts = allowed }).AllowsHost(new HostString(host)));

    [Theory]
    [InlineData("", "http://localhost:8000", "localhost:8000", true)]
    [InlineData("", "https://api.example.com", "api.example.com", true)]
    [InlineData("", "http://localhost:3000", "localhost:8000", false)]
    [InlineData("", "https://evil.example", "localhost:8000", false)]
    [InlineData("", "null", "localhost:8000", false)]
    [InlineData("", "file://", "localhost:8000", false)]
    [InlineData("", "http://localhost:8000.evil.example", "localhost:8000", false)]
    [InlineData("", "http://evil.example@localhost:8000", "localhost:8000", true)]
    [InlineData("https://app.example.com", "https://app.example.com", "localhost:8000", true)]
    [InlineData("https://app.example.com/", "https://app.example.com", "localhost:8000", true)]
    [InlineData("https://app.example.com", "http://app.example.com", "localhost:8000", false)]
    [InlineData("null", "null", "localhost:8000", true)]
    [InlineData("*", "https://evil.example", "localhost:8000", true)]
    public void A_page_elsewhere_is_refused_unless_it_was_set(string allowed, string origin, string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedNames(new EndpointsOptions { AllowedOrigins = allowed })
            .AllowsOrigin(origin, new HostString(host)));
}
