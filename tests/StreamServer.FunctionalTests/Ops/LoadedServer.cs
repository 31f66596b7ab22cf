using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.FunctionalTests.Auth;
using StreamServer.FunctionalTests.Stt;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>The real server, with keys and room for two who are heard, and a round of everything that callers do to it.</summary>
public sealed class LoadedServer : IAsyncLifetime
{
    private const string Sentence = "Turn on the kitchen lights, please.";

    private KeyedServer _keyed = null!;

    public ServerFixture Server => _keyed.Server;

    /// <summary>Of a caller without limits.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What must never be a label: keys, parts of them, users, names of owners.</summary>
    public List<string> Persons { get; } = ["anna-of-room-7", "somebody"];

    public async Task InitializeAsync()
    {
        _keyed = await KeyedServer.StartAsync(("STT_MAX_SESSIONS", "2"), ("INFERENCE_DEVICE", "auto"));
        Key = await MakeKeyAsync(new Plan { Id = "load" });
        await RunAsync();
    }

    public Task DisposeAsync() => _keyed.DisposeAsync();

    public async Task<string> ScrapeAsync()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/metrics", Key);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, HttpContent? body = null) =>
        _keyed.SendAsync(method, path, key, body);

    /// <summary>Speaks, streamed and whole and not to the end; hears a socket, one that vanishes and a recording; is refused.</summary>
    public async Task RunAsync()
    {
        await SpeakAsync(isStreamed: true);
        await SpeakAsync(isStreamed: false);
        await LeaveAsync();
        await IdleAsync();
        await HearAsync();
        await VanishAsync();
        await IdleAsync();
        using MultipartFormDataContent form = new()
        {
            { new ByteArrayContent(Wav()), "file", "a.wav" },
            { new StringContent("whisper-1"), "model" },
        };
        await ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "/v1/audio/transcriptions", Key, form);

        await ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "/v1/models", KeyText.Prefix + new string('x', 52));
        string poor = await MakeKeyAsync(new Plan { Id = "poor", RequestsPerMinute = 1 });
        await ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "/v1/models", poor);
        await ExpectAsync(HttpStatusCode.TooManyRequests, HttpMethod.Get, "/v1/models", poor);
        await using IAsyncDisposable full = await FillAsync();
        await RefuseAsync();
        GC.Collect();
    }

    /// <summary>While every place is taken somebody asks for one more.</summary>
    public async Task RefuseAsync()
    {
        (ClientWebSocket socket, HttpStatusCode refused) = await _keyed.OpenAsync("/ws/stt", Key);
        socket.Dispose();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused);
    }

    /// <summary>Takes every place for those who are heard, until it is disposed.</summary>
    public async Task<IAsyncDisposable> FillAsync()
    {
        Sockets sockets = new();
        for (int i = 0; i < 2; i++)
        {
            // The place of one that has just left may still be taken.
            await Waiting.UntilAsync(async () =>
            {
                string key = await MakeKeyAsync(new Plan { Id = "filling" });
                (ClientWebSocket socket, HttpStatusCode status) = await _keyed.OpenAsync("/ws/stt", key);
                sockets.Add(socket);
                return status == HttpStatusCode.SwitchingProtocols;
            });
        }

        return sockets;
    }

    /// <summary>Waits until those who have left have given their places back.</summary>
    private Task IdleAsync() => Waiting.UntilAsync(
        async () => (await ScrapeAsync()).Contains("\nspeech_stt_sessions_active 0\n", StringComparison.Ordinal), "An empty server");

    private async Task<string> MakeKeyAsync(Plan plan)
    {
        IssuedKey key = await _keyed.KeyAsync(plan);
        Persons.AddRange([key.Text, key.Key.Prefix, key.Key.Id]);
        return key.Text;
    }

    private async Task ExpectAsync(HttpStatusCode status, HttpMethod method, string path, string key, HttpContent? body = null)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, key, body);
        Assert.Equal(status, answer.StatusCode);
    }

    private async Task SpeakAsync(bool isStreamed)
    {
        using HttpResponseMessage answer = await SendAsync(
            HttpMethod.Post, "/v1/tts/generate", Key, JsonContent.Create(new { text = Sentence, stream = isStreamed }));
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task LeaveAsync()
    {
        string text = string.Join(' ', Enumerable.Repeat(Sentence, 40));

        // Does not read on to the end before it closes the connection.
        using HttpClient client = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = Server.Address };
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tts/generate")
        {
            Content = JsonContent.Create(new { text, stream = true }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        _ = await body.ReadAsync(new byte[100]);
    }

    private async Task HearAsync()
    {
        await using SttClient client = await SttClient.ConnectAsync(Server, $"/ws/stt?api_key={Key}");
        await client.SendAudioInStepsAsync(Recording.Clear.Pcm);
        await client.SendAudioAsync(Recording.Silence(1));
        await client.ReceiveFinalAsync();
        await client.CloseAsync();
    }

    private async Task VanishAsync()
    {
        (ClientWebSocket socket, _) = await _keyed.OpenAsync("/ws/stt/anna-of-room-7", Key);
        socket.Abort();
        socket.Dispose();
    }

    private static byte[] Wav() => File.ReadAllBytes(
        Path.Combine(ServerFixture.Root, "tests", "StreamServer.FunctionalTests", "Recordings", $"{Recording.Clear.Name}.wav"));

    private sealed class Sockets : List<ClientWebSocket>, IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            ForEach(socket =>
            {
                socket.Abort();
                socket.Dispose();
            });
            return ValueTask.CompletedTask;
        }
    }
}
