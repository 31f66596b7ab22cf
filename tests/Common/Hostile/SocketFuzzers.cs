using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace StreamServer.Testing.Hostile;

/// <summary>Messages to the sockets of a running server: each socket ends, and never by a fault of the server's own.</summary>
internal sealed class SocketFuzzers(Uri server, Func<double> memoryMb)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly (string Name, string Value)[] Hearing =
    [
        ("type", "\"configure\""), ("language", "\"en\""), ("interim_results", "true"), ("words", "true"), ("itn", "true"),
        ("endpointing", "300"),
        ("vad_threshold", "0.5"), ("max_utterance", "10"), ("min_confidence", "0.1"), ("decoder", "\"beam\""), ("hot_words",
        "\"mitra:5\""),
        ("correct", "true"), ("vocabulary", "\"mitra,kitchen\""),
    ];

    private static readonly (string Name, string Value)[] Marker = [("type", "\"marker\""), ("id", "\"m\"")];

    private static readonly (string Name, string Value)[] Gap = [("type", "\"gap\""), ("ms", "1500")];

    private static readonly (string Name, string Value)[] HexAudio =
        [("type", "\"audio\""), ("audio", "\"0000803f000080bf\""), ("is_final", "true")];

    private static readonly (string Name, string Value)[] HexRecording = [("audio", "\"0100feff\"")];

    private static readonly (string Name, string Value)[] Speak = [("type", "\"speak\""), ("text", "\"Hi there. \"")];

    private static readonly string[] HearingCommands = ["final", "reset", "keepalive", "close", "end", "no_such"];

    private static readonly string[] SpeakingCommands = ["flush", "clear", "close", "no_such"];

    private static readonly string[] HearingQueries =
    [
        "/ws/stt", "/ws/stt/someone", "/ws/stt?encoding=pcm_f32le&channels=2&multichannel=separate",
        "/ws/stt?encoding=opus&sample_rate=48000",
        "/ws/stt?encoding=mulaw&sample_rate=8000", "/ws/stt/x?sample_rate=16", "/ws/stt?channels=9", "/ws/stt?vad_threshold=NaN",
        "/ws/stt?meeting=m&participant=p", "/ws/stt?no_such=1",
    ];

    private static readonly string[] SpeakingQueries =
    [
        "/ws/tts", "/ws/tts?format=opus&output=24khz", "/ws/tts?format=mp3", "/ws/tts?format=flac&seed=3", "/ws/tts?speed=1e400",
        "/ws/tts?speaker=x",
        "/ws/tts?top_k=-1",
    ];

    public IReadOnlyList<Fuzzer> All() =>
    [
        new Fuzzer("socket: stt", (seed, gone) => RunAsync(new Random(seed), HearingQueries, HearingMessage, gone), memoryMb),
        new Fuzzer("socket: tts", (seed, gone) => RunAsync(new Random(seed), SpeakingQueries, SpeakingMessage, gone), memoryMb),
    ];

    private async Task<string?> RunAsync(
        Random random, string[] queries, Func<Random, (bool IsText, byte[] Bytes)> message, CancellationToken cancellation)
    {
        using ClientWebSocket socket = new() { Options = { CollectHttpResponseDetails = true } };
        try
        {
            Uri address = new($"ws://{server.Authority}{queries[random.Next(queries.Length)]}");
            await socket.ConnectAsync(address, cancellation);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            return socket.HttpStatusCode == HttpStatusCode.InternalServerError ? "500 at the upgrade" : null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<string?> ending = EndAsync(socket, limit.Token);
        try
        {
            for (int count = random.Next(1, 12); count > 0; count--)
            {
                (bool isText, byte[] bytes) = message(random);
                WebSocketMessageType type = isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                await socket.SendAsync(bytes, type, endOfMessage: true, cancellation);
            }

            if (random.Next(4) == 0)
            {
                socket.Abort(); // as a phone that loses its network
                await Quietly(ending);
                return null;
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        }
        catch (Exception gone) when (IsBroken(gone, cancellation) || gone is InvalidOperationException)
        {
            // The server ended it first; how, the other side says.
        }

        limit.CancelAfter(Patience);
        try
        {
            return await ending;
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no close within {Patience.TotalSeconds} s");
        }
    }

    /// <summary>Reads until the server's close frame.</summary>
    private static async Task<string?> EndAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return socket.CloseStatus == WebSocketCloseStatus.InternalServerError
                        ? $"closed 1011 {socket.CloseStatusDescription}"
                        : null;
                }
            }
        }
        catch (Exception broken) when (IsBroken(broken, cancellation))
        {
            return null; // a reset behind an error of the protocol
        }
    }

    /// <summary>A client's socket that was reset answers the next call with a cancellation that nobody asked for.</summary>
    private static bool IsBroken(Exception exception, CancellationToken cancellation) =>
        exception is WebSocketException or IOException or ObjectDisposedException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static async Task Quietly(Task<string?> ending)
    {
        try
        {
            await ending;
        }
        catch (Exception aborted) when (aborted is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The client's own doing.
        }
    }

    private static (bool IsText, byte[] Bytes) HearingMessage(Random random) => random.Next(8) switch
    {
        0 => (true, HostileJson.Object(Hearing, random)),
        1 => (true, HostileJson.Object(Marker, random)),
        2 => (true, HostileJson.Object(Gap, random)),
        3 => (true, HostileJson.Object(HexAudio, random)),
        4 when random.Next(3) == 0 => (true, HostileJson.Object(HexRecording, random)),
        5 => (true, Command(HearingCommands, random)),
        6 => (false, HostileOpus.LongestPacket),
        _ => (false, Noise(random)),
    };

    private static (bool IsText, byte[] Bytes) SpeakingMessage(Random random) => random.Next(6) switch
    {
        < 3 => (true, HostileJson.Object(Speak, random)),
        3 or 4 => (true, Command(SpeakingCommands, random)),
        _ => (random.Next(2) == 0, Noise(random)),
    };

    private static byte[] Command(string[] commands, Random random) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{random.GetItems(commands, 1)[0]}}"}""");

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(0, random.Next(3) == 0 ? 100_000 : 2000)];
        random.NextBytes(noise);
        return noise;
    }
}
