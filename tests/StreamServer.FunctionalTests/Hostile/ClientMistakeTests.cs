using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>What clients do wrong is never called our failure.</summary>
public sealed class ClientMistakeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Json = "Content-Type: application/json\r\nConnection: close";
    private const string Form = "Content-Type: multipart/form-data; boundary=x\r\nConnection: close";

    [Theory]
    [InlineData("/v1/tts/generate", Json + "\r\nTransfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n{}", 400)]
    [InlineData("/v1/tts/generate", Json + "\r\nTransfer-Encoding: chunked", "zz\r\n{}", 400)]
    [InlineData("/transcribe_pcm", "Connection: close\r\nTransfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n{}", 400)]
    [InlineData("/v1/audio/transcriptions", Form + "\r\nTransfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n{}", 400)]
    [InlineData("/v1/tts/voices", Form + "\r\nContent-Length: 10", "--x\r\nConte", 501)]
    [InlineData("/v1/audio/transcriptions", Form + "\r\nContent-Length: 10", "--x\r\nConte", 400)]
    [InlineData("/v1/audio/transcriptions", Form + "\r\nContent-Length: 3", "abc", 400)]
    [InlineData("/v1/audio/transcriptions", "Content-Type: multipart/form-data\r\nConnection: close\r\nContent-Length: 3", "abc", 400)]
    [InlineData("/v1/audio/speech", Json + "\r\nContent-Length: 24", "{\"a\":1,\"\\ud800\":2,\"a\":1}x", 400)]
    public async Task A_malformed_body_is_refused_as_the_clients_mistake(string path, string headers, string body, int status)
    {
        using RawClient client = await RawClient.ConnectAsync(server);
        await client.PostAsync(path, headers, body);
        Assert.Equal(status, await client.ReadStatusAsync());
    }

    [Fact]
    public async Task A_part_in_another_character_set_is_refused()
    {
        string body = "--x\r\nContent-Disposition: form-data; name=\"language\"\r\nContent-Type: text/plain; "
            + "charset=utf-7\r\n\r\n+AGE-\r\n--x--\r\n";
        using RawClient client = await RawClient.ConnectAsync(server);
        await client.PostAsync("/v1/audio/transcriptions", $"{Form}\r\nContent-Length: {body.Length}", body);
        Assert.Equal(400, await client.ReadStatusAsync());
    }

    [Fact]
    public async Task A_client_that_hangs_up_within_a_body_leaves_a_server_that_answers()
    {
        for (int i = 0; i < 20; i++)
        {
            using RawClient client = await RawClient.ConnectAsync(server);
            await client.PostAsync(
                i % 2 == 0 ? "/v1/audio/transcriptions" : "/transcribe_pcm", $"{Form}\r\nContent-Length: 1000000",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc");
            client.Close();
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_text_field_of_a_form_is_bounded()
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent(new string('x', 200_000)), "language" },
            { new ByteArrayContent(new byte[100]), "file", "f" },
        };
        using HttpResponseMessage answer = await server.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/tts/generate")]
    [InlineData("/v1/tts/normalize")]
    public async Task Ten_unknown_members_are_named_however_many_come(string path)
    {
        string members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"{new string('m', 8)}{i}\":1"));
        using HttpResponseMessage answer = await server.Client.PostAsync(path, JsonOf($"{{{members}}}"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.InRange(text.Length, 100, 8_000);
        Assert.Contains("mmmmmmmm9", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mmmmmmmm10 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_members_that_OpenAis_route_ignores_some_are_named_however_many_come()
    {
        string members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"{new string('m', 8)}{i}\":1"));
        using HttpResponseMessage answer = await server.Client.PostAsync(
            "/v1/audio/speech", JsonOf($"{{\"input\":\"Yes.\",\"voice\":\"alloy\",{members}}}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(answer.Headers.GetValues("X-Ignored").Single().Split(", ").Length, 1, 20);
    }

    [Theory]
    [InlineData("/v1/tts/generate")]
    [InlineData("/v1/audio/speech")]
    public async Task A_long_name_or_value_is_told_back_in_short(string path)
    {
        using HttpResponseMessage answer = await server.Client.PostAsync(path, JsonOf($"{{\"{new string('n', 500_000)}\":1}}"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsStringAsync()).Length, 100, 8_000);
    }

    [Theory]
    [InlineData("{\"input\":\"\ud83d\ude00\"}", "input has nothing to speak", "\"param\":\"input\"")]
    [InlineData("{\"input\":\"a\",\"input\":\"b\"}", "The body has a member twice.", "\"param\":null")]
    [InlineData("[", "is not JSON", "\"param\":null")]
    public async Task What_is_wrong_is_named_as_the_client_wrote_it(string body, string message, string member)
    {
        using HttpResponseMessage answer = await server.Client.PostAsync("/v1/audio/speech", JsonOf(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.Contains(member, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task What_a_web_page_can_send_blind_is_not_taken_for_JSON(string? type)
    {
        using StringContent body = new("""{"text":"hello"}""");
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage answer = await server.Client.PostAsync("/v1/tts/generate", body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example", 403)]
    [InlineData("Host", "127.0.0.1.nip.io", 403)]
    [InlineData("Host", "localhost:1", 200)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    public async Task Pages_elsewhere_and_names_of_others_are_refused_on_every_route(string header, string value, int status)
    {
        foreach (string path in new[] { "/health/ready", "/v1/models", "/v1/tts/voices", "/nowhere" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage answer = await server.Client.SendAsync(request);
            Assert.Equal(status == 200 && path == "/nowhere" ? 404 : status, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/ws/stt", "https://evil.example")]
    [InlineData("/ws/tts", "https://evil.example")]
    [InlineData("/ws/tts", "null")]
    public async Task A_page_elsewhere_opens_no_socket(string path, string origin)
    {
        using RawClient client = await RawClient.ConnectAsync(server);
        await client.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: {origin}\r\n\r\n");
        Assert.Equal(403, await client.ReadStatusAsync());
    }

    [Fact]
    public async Task Neither_a_wrong_path_nor_a_wrong_model_tells_where_things_lie()
    {
        foreach (string path in new[] { "/health/ready", "/v1/models", "/v1/tts/health" })
        {
            string text = await server.Client.GetStringAsync(path);
            Assert.DoesNotContain(ServerFixture.Root, text, StringComparison.Ordinal);
        }
    }

    private static StringContent JsonOf(string text) => new(text, Encoding.UTF8, "application/json");
}
