using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>
/// Who is refused while he still sends gets the answer and no broken pipe: what is left of his body is taken off the wire. The bodies
/// here are larger than what two sockets hold.
/// </summary>
public sealed class RefusedBodyTests : IAsyncLifetime
{
    private const int Large = 16 << 20;
    private const string Json = "application/json";
    private const string Form = "multipart/form-data; boundary=x";

    private ServerFixture _server = null!;

    public async Task InitializeAsync() => _server = await ServerFixture.StartAsync(
        new Dictionary<string, string?> { ["STT_MAX_UPLOAD_BYTES"] = "1048576", ["MAX_BODY_BYTES"] = "65536" });

    public Task DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/v1/tts/generate", Json, "{\"text\":\"", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/v1/tts/normalize", Json, "{\"text\":\"", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/v1/audio/speech", Json, "{\"input\":\"", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/transcribe_pcm", "application/octet-stream", "", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(
        "/v1/audio/transcriptions", Form, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n",
        HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(
        "/v1/audio/transcriptions", Form, "--x\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\n",
        HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/v1/tts/generate", "text/plain", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/audio/transcriptions", Json, "", HttpStatusCode.BadRequest)]
    [InlineData("/nowhere", Json, "", HttpStatusCode.NotFound)]
    [InlineData("/v1/models", Json, "", HttpStatusCode.MethodNotAllowed)]
    public async Task A_client_that_sends_on_reads_why(string path, string type, string start, HttpStatusCode status)
    {
        byte[] body = new byte[Large];
        body.AsSpan().Fill((byte)'a');
        Encoding.ASCII.GetBytes(start, body);
        foreach (bool isChunked in new[] { false, true })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            request.Headers.TransferEncodingChunked = isChunked;
            using HttpResponseMessage answer = await _server.Client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task So_does_a_page_that_may_not_send_at_all(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tts/generate") { Content = new ByteArrayContent(new byte[Large]) };
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage answer = await _server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_of_the_most_bytes_is_taken_and_one_more_is_not()
    {
        Assert.Equal(HttpStatusCode.OK, await NormalizeAsync(65_536));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await NormalizeAsync(65_537));

        async Task<HttpStatusCode> NormalizeAsync(int bytes)
        {
            using StringContent body = new("{\"text\":\"Hello.\"}".PadRight(bytes), Encoding.ASCII, Json);
            using HttpResponseMessage answer = await _server.Client.PostAsync("/v1/tts/normalize", body);
            return answer.StatusCode;
        }
    }
}
