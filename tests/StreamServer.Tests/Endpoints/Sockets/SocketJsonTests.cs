using System.Text;
using System.Text.Json;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Sockets;

public sealed class SocketJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":[{\"b\":\"\\ud800x\"}]}")]
    [InlineData("{} {}")]
    public void Anything_but_a_readable_object_is_a_bad_message(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        StreamException failure = Assert.Throws<StreamException>(
            () => SocketJson.Parse(new SocketMessage(bytes, bytes.Length, IsText: true)));
        Assert.Equal(StreamError.ClientBadMessage, failure.Error);
    }

    [Fact]
    public void Binary_is_a_bad_message() => Assert.Equal(
        StreamError.ClientBadMessage,
        Assert.Throws<StreamException>(() => SocketJson.Parse(new SocketMessage("{}"u8.ToArray(), 2, IsText: false))).Error);

    [Fact]
    public void An_object_is_read_from_the_part_of_the_buffer_that_is_the_message()
    {
        using JsonDocument document = SocketJson.Parse(new SocketMessage("{\"a\":1}garbage"u8.ToArray(), 7, IsText: true));
        Assert.Equal(1, document.RootElement.GetProperty("a").GetInt32());
    }
}
