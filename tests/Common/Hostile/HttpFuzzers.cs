using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StreamServer.Inference.Audio;

namespace StreamServer.Testing.Hostile;

/// <summary>Bodies of HTTP requests to a running server: every one is answered, and never by a fault of the server's own.</summary>
internal sealed class HttpFuzzers(Uri server, Func<double> memoryMb)
{
    private const int MostAnswer = 4 << 20;

    /// <summary>MAX_BODY_BYTES, by default.</summary>
    private const int MostBody = 1 << 20;

    private static readonly (string Name, string Value)[] Speech =
    [
        ("text", "\"Hi there.\""), ("speaker", "\"Mitra\""), ("stream", "true"), ("format", "\"opus\""), ("output", "\"24khz\""),
        ("bitrate", "32000"),
        ("speed", "1.5"), ("volume", "1"), ("seed", "7"), ("temperature", "0.8"), ("top_k", "5"), ("top_p", "0.9"),
        ("repetition_penalty", "1.1"),
        ("max_tokens", "60"), ("chunking", "false"), ("trim_silence", "true"), ("normalize", "true"), ("normalize_verbose", "true"),
        ("number_language", "\"text\""), ("date_order", "\"mdy\""), ("lexicon", "{\"hi\":\"hello\"}"),
    ];

    private static readonly (string Name, string Value)[] Normalize =
    [
        ("text", "\"On 12/3/2024 I paid \\u20b91,50,000.\""), ("number_language", "\"english\""), ("date_order", "\"dmy\""),
        ("lexicon", "{}"),
    ];

    private static readonly (string Name, string Value)[] OpenAi =
    [
        ("model", "\"tts-1\""), ("input", "\"Hi there.\""), ("voice", "\"alloy\""), ("response_format", "\"mp3\""), ("speed", "1"),
        ("stream_format", "\"sse\""), ("instructions", "\"Softly.\""),
    ];

    private static readonly (string Name, string Value)[] Form =
    [
        ("model", "whisper-1"), ("response_format", "verbose_json"), ("language", "en"), ("stream", "true"),
        ("timestamp_granularities[]", "word"),
        ("encoding", "pcm_f32le"), ("sample_rate", "16000"), ("channels", "2"), ("vocabulary", "mitra,kitchen"), ("correct", "true"),
        ("hot_words", "mitra:5,kitchen"), ("decoder", "beam"), ("vad_threshold", "NaN"), ("max_utterance", "1e9"), ("temperature", "0"),
        ("prompt", "x"),
    ];

    private static readonly string[] FormValues =
        ["", "0", "-1", "true", "NaN", "1e400", "16", "9", "x,y,z", "\u0000", "pcm_s16le", "opus", "\u202e"];

    /// <summary>A connection each: what a case does to its connection is its own.</summary>
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(60),
    };

    private readonly byte[][] _files =
        [.. new[] { AudioFormat.Wav, AudioFormat.Mp3, AudioFormat.Flac, AudioFormat.Opus }.Select(format => HostileFiles.Sound(format))];

    public IReadOnlyList<Fuzzer> All() =>
    [
        Json("json: generate", "/v1/tts/generate", Speech),
        Json("json: normalize", "/v1/tts/normalize", Normalize),
        Json("json: audio/speech", "/v1/audio/speech", OpenAi),
        new Fuzzer("form: transcriptions",
        (seed, cancellation) => SendAsync(TranscriptionForm(new Random(seed)), cancellation), memoryMb),
        new Fuzzer("raw: transcribe_pcm", (seed, cancellation) => SendAsync(Raw(new Random(seed)), cancellation), memoryMb),
    ];

    private Fuzzer Json(string name, string path, (string Name, string Value)[] members) => new(
        name,
        (seed, cancellation) =>
        {
            ByteArrayContent body = new(HostileJson.Object(members, new Random(seed)));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = body }, cancellation);
        },
        memoryMb);

    private HttpRequestMessage TranscriptionForm(Random random)
    {
        const string Boundary = "hostile";
        byte[] file = random.GetItems(_files, 1)[0];
        file = random.Next(3) == 0 ? file[..Math.Min(file.Length, 20_000)] : ByteMutation.Apply(file, random);
        List<byte> body = [];
        Part("name=\"file\"; filename=\"a\"", file);
        foreach ((string name, string value) in Form)
        {
            if (random.Next(5) == 0)
            {
                Part($"name=\"{name}\"", Encoding.UTF8.GetBytes(random.Next(2) == 0 ? value : random.GetItems(FormValues, 1)[0]));
            }
        }

        body.AddRange(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        byte[] bytes = [.. body];
        ByteArrayContent content = new(random.Next(5) == 0 ? ByteMutation.Apply(bytes, random) : bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={Boundary}");
        return new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = content };

        void Part(string disposition, byte[] value)
        {
            body.AddRange(Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"));
            body.AddRange(value);
            body.AddRange("\r\n"u8);
        }
    }

    private static HttpRequestMessage Raw(Random random)
    {
        byte[] audio = new byte[random.Next(0, 100_000)];
        random.NextBytes(audio);
        HttpRequestMessage request = new(HttpMethod.Post, "/transcribe_pcm") { Content = new ByteArrayContent(audio) };
        Header("X-Sample-Rate", "16000", "16", "0", "-1", "44100", "99999999999", "x");
        Header("X-Channels", "1", "2", "8", "0", "9", "x");
        Header("X-Dtype", "int16", "float32", "float64", "x");
        return request;

        void Header(string name, params string[] values)
        {
            if (random.Next(3) > 0)
            {
                request.Headers.TryAddWithoutValidation(name, random.Next(3) > 0 ? values[0] : random.GetItems(values, 1)[0]);
            }
        }
    }

    private async Task<string?> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                return await AnswerAsync(request, cancellation);
            }
            catch (HttpRequestException gone) when (gone.InnerException is IOException && request.Content?.Headers.ContentLength > MostBody)
            {
                return null; // refused with so much still to come that a busy machine does not take all of it off the wire in time
            }
        }
    }

    private async Task<string?> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        string start = await ReadAsync(body, cancellation);
        return answer.StatusCode == HttpStatusCode.InternalServerError ? $"500 {start}" : null;
    }

    private static async Task<string> ReadAsync(Stream body, CancellationToken cancellation)
    {
        byte[] buffer = new byte[16 * 1024];
        string start = "";
        long all = 0;
        int read;
        while (all < MostAnswer && (read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            start = all == 0 ? Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 300)) : start;
            all += read;
        }

        return start;
    }
}
