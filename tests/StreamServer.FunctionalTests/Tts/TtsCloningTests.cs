using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>
/// Cloning with a speaker encoder of random weights and the real one's shape, whose tokens are those that the bundled
/// language model knows. What the voice sounds like says nothing; that it is one voice, kept and found, does.
/// </summary>
public sealed class TtsCloningTests(ServerFixture bundled) : IClassFixture<ServerFixture>, IAsyncLifetime, IDisposable
{
    private const string Route = "/v1/tts/voices";
    private static readonly int[] Levels = [4, 4, 4, 2]; // 128 tokens

    private readonly ModelsFolder _models = new();
    private ServerFixture _server = null!;

    public async Task InitializeAsync()
    {
        SmallSpeakerEncoder.Add(new TensorBag(7), Levels.Length, SpeakerMel.Bands, tokens: 32).WriteSafetensors(_models.File("weights"));
        Directory.CreateDirectory(_models.File("small-speaker"));
        using (SafetensorsFile checkpoint = new(_models.File("weights")))
        {
            BiCodecSpeakerEncoderGraph.Write(checkpoint, new BiCodecConfig([2], Levels), _models.File("small-speaker/model.onnx"));
        }

        _models.Add(new
        {
            name = "small-speaker",
            role = "tts-speaker",
            kind = "bicodec-speaker",
            folder = "small-speaker",
            files = new { model = new { path = "model.onnx" }, data = new { path = "model.onnx.data" } },
            licence = "none",
            source = "Random numbers.",
        });
        _models.Entry("tiny-spark-tts")["tts"]!["speakerEncoder"] = "small-speaker";
        _models.Save();
        _server = await StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_cloned_voice_speaks_on_every_route_lives_through_a_restart_and_can_be_removed()
    {
        using HttpResponseMessage created = await CloneAsync(Form("Grandma", Audio("flac", 48000, 4)));
        Assert.True((int)created.StatusCode == 201, await created.Content.ReadAsStringAsync());
        JsonElement voice = JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("Grandma", voice.GetProperty("name").GetString());
        Assert.True(voice.GetProperty("cloned").GetBoolean());
        Assert.Contains("Grandma", await _server.Client.GetStringAsync(Route), StringComparison.Ordinal);
        Assert.Contains("Grandma", await _server.Client.GetStringAsync("/v1/audio/voices"), StringComparison.Ordinal);

        // Only the tokens are kept.
        string file = Assert.Single(Directory.GetFiles(_models.File("voices"), "*", SearchOption.AllDirectories));
        JsonElement kept = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        Assert.Equal(["created", "globals", "name"], kept.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(32, kept.GetProperty("globals").GetArrayLength());

        var request = new { text = "The tide turns at noon. Bring your boots.", speaker = "GRANDMA", seed = 3 };
        Wav spoken = await _server.Client.SpeakAsync(request);
        Assert.InRange(spoken.Seconds, 0.5, 30);
        Assert.NotEqual(spoken.Samples, (await _server.Client.SpeakAsync(new { request.text, speaker = "Mitra", request.seed })).Samples);
        using (HttpResponseMessage openAi = await _server.Client.PostAsync(
            "/v1/audio/speech", Json("""{"model":"tts-1","input":"Good morning.","voice":"grandma"}""")))
        {
            Assert.True(openAi.IsSuccessStatusCode, await openAi.Content.ReadAsStringAsync());
        }

        await using (TtsSocketClient socket = await TtsSocketClient.ConnectAsync(_server, "?speaker=grandma"))
        {
            await socket.SendAsync(new { type = "speak", text = "Good morning." });
            await socket.SendAsync(new { type = "flush" });
            Assert.Equal("Grandma", (await socket.NextAsync())!.Value.GetProperty("speaker").GetString());
        }

        await _server.DisposeAsync();
        _server = await StartAsync();
        Assert.Equal(spoken.Samples, (await _server.Client.SpeakAsync(request)).Samples);

        using HttpResponseMessage removed = await _server.Client.DeleteAsync($"{Route}/grandma");
        Assert.Equal(204, (int)removed.StatusCode);
        using HttpResponseMessage gone = await _server.Client.StartAsync(request);
        Assert.Equal("unknown_voice", (await gone.ProblemAsync(400)).GetProperty("code").GetString());
        Assert.Empty(Directory.GetFiles(_models.File("voices"), "*", SearchOption.AllDirectories));
        using HttpResponseMessage again = await _server.Client.DeleteAsync($"{Route}/grandma");
        Assert.Equal("not_found", (await again.ProblemAsync(404)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_same_recording_is_the_same_voice_in_every_lossless_form_and_the_others_are_taken_too()
    {
        Assert.Equal(201, (int)(await CloneAsync(Form("wav", Audio("wav", 16000, 3.5)))).StatusCode);
        Assert.Equal(201, (int)(await CloneAsync(Form("flac", Audio("flac", 16000, 3.5)))).StatusCode);
        Assert.Equal(201, (int)(await CloneAsync(Form("mp3", Audio("mp3", 24000, 3.5)))).StatusCode);
        Assert.Equal(201, (int)(await CloneAsync(Form("opus", Audio("opus", 48000, 10)))).StatusCode);

        Wav wav = await _server.Client.SpeakAsync(new { text = "Good morning.", speaker = "wav", seed = 1 });
        Wav flac = await _server.Client.SpeakAsync(new { text = "Good morning.", speaker = "flac", seed = 1 });
        Assert.Equal(wav.Samples, flac.Samples);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        byte[] audio = Audio("wav", 16000, 3.1);
        await RefusedAsync(Form("a", audio, consent: "false"), 400, "bad_request", "consent");
        await RefusedAsync(Form("a", audio, consent: null), 400, "bad_request", "consent");
        await RefusedAsync(Form("a", audio, consent: "yes"), 400, "bad_request", "consent");
        await RefusedAsync(Form("../evil", audio), 400, "bad_request", "name");
        await RefusedAsync(Form("", audio), 400, "bad_request", "name");
        await RefusedAsync(Form("a", null), 400, "bad_request", "audio");
        await RefusedAsync(Form("a", Audio("wav", 16000, 2.9)), 400, "bad_request", "audio");
        await RefusedAsync(Form("a", Audio("wav", 16000, 30.1)), 400, "bad_request", "audio");
        await RefusedAsync(Form("a", Audio("wav", 16000, 4, amplitude: 0)), 400, "bad_request", "audio");
        await RefusedAsync(Form("a", "This is not audio."u8.ToArray()), 400, "bad_audio", "The file");
        await RefusedAsync(Form("a", []), 400, "bad_audio", "The file");
        await RefusedAsync(Form("mitra", audio), 409, "conflict", "name");
        await RefusedAsync(Form("LIPAKSHI", audio), 409, "conflict", "name");
        await RefusedAsync(Json("""{"name":"a"}"""), 400, "bad_request", "form");

        MultipartFormDataContent unknown = Form("a", audio);
        unknown.Add(new StringContent("x"), "transcript");
        await RefusedAsync(unknown, 400, "bad_request", "transcript");

        Assert.Equal(201, (int)(await CloneAsync(Form("a", audio))).StatusCode);
        await RefusedAsync(Form("A", audio), 409, "conflict", "name");

        using HttpResponseMessage builtIn = await _server.Client.DeleteAsync($"{Route}/Mitra");
        Assert.Equal("conflict", (await builtIn.ProblemAsync(409)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_form_over_the_limit_is_refused_before_it_is_sent()
    {
        using TcpClient client = new();
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port).WaitAsync(ServerFixture.Limit);
        NetworkStream stream = client.GetStream();
        string head = $"POST {Route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
            + $"{17 << 20}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head)).AsTask().WaitAsync(ServerFixture.Limit);
        using StreamReader reader = new(stream);
        Assert.Contains("413", await reader.ReadLineAsync().WaitAsync(ServerFixture.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_of_a_form_is_named_in_one_answer()
    {
        using HttpResponseMessage response = await CloneAsync(Form("", null, consent: null));
        JsonElement errors = (await response.ProblemAsync(400)).GetProperty("errors");
        Assert.Equal(["audio", "consent", "name"], errors.EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task A_model_without_a_speaker_encoder_says_so()
    {
        using HttpResponseMessage response = await bundled.Client.PostAsync(Route, Form("a", Audio("wav", 16000, 4)));
        Assert.Equal("not_supported", (await response.ProblemAsync(501)).GetProperty("code").GetString());
    }

    private async Task RefusedAsync(HttpContent form, int status, string code, string named)
    {
        using HttpResponseMessage response = await CloneAsync(form);
        JsonElement problem = await response.ProblemAsync(status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> CloneAsync(HttpContent form) => _server.Client.PostAsync(Route, form).WaitAsync(ServerFixture.Limit);

    private Task<ServerFixture> StartAsync() => ServerFixture.StartAsync(new Dictionary<string, string?> { ["MODELS_DIR"] = _models.Path });

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static MultipartFormDataContent Form(string name, byte[]? audio, string? consent = "true")
    {
        MultipartFormDataContent form = new() { { new StringContent(name), "name" } };
        if (audio is not null)
        {
            form.Add(new ByteArrayContent(audio), "audio", "voice.bin");
        }

        if (consent is not null)
        {
            form.Add(new StringContent(consent), "consent");
        }

        return form;
    }

    /// <summary>A buzz with a moving level, as a file.</summary>
    private static byte[] Audio(string format, int rate, double seconds, double amplitude = 1)
    {
        float[] samples = new float[(int)(rate * seconds)];
        for (int i = 0; i < samples.Length; i++)
        {
            double t = (double)i / rate;
            samples[i] = (float)(
                amplitude * (0.15 + (0.1 * Math.Sin(7 * t))) * Enumerable.Range(1, 6).Sum(k => Math.Sin(2 * Math.PI * 120 * k * t) / k));
        }

        Assert.True(AudioFormats.TryParse(format, out AudioFormat known));
        using IAudioEncoder encoder = AudioEncoders.Create(known, rate, null);
        ArrayBufferWriter<byte> bytes = new();
        encoder.Start(bytes, samples.Length);
        encoder.Encode(samples, bytes);
        encoder.Finish(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
