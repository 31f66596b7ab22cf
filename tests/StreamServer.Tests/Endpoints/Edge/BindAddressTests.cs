using StreamServer.Endpoints.Edge;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class BindAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    public void Addresses_are_themselves(string host)
    {
        Assert.True(BindAddress.TryParse(host, out var address));
        Assert.Equal(host, address!.ToString());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("Localhost")]
    public void Localhost_is_known_in_any_case(string host)
    {
        Assert.True(BindAddress.TryParse(host, out var address));
        Assert.Null(address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nosuch.invalid")]
    [InlineData("localhots")]
    [InlineData("127.0.0.1:8106")]
    [InlineData("http://127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8106")]
    [InlineData("127.0.0")]
    [InlineData("127.1")]
    [InlineData("1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.0.0.1/8")]
    [InlineData("256.0.0.1")]
    [InlineData("*")]
    [InlineData("localhost:8000")]
    [InlineData("any")]
    public void Anything_else_is_refused_and_never_means_every_interface(string host) => Assert.False(BindAddress.TryParse(host, out _));
}
