using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using StreamServer.Benchmarks.Load;
using StreamServer.Inference.Runtime.Manifest;
using Xunit.Abstractions;

namespace StreamServer.FunctionalTests.RoundTrip;

/// <summary>The product's own test: text → speech → text, over the wire, with the bundled models only.</summary>
public sealed class RoundTripTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const int BytesPerSecond = 16000 * sizeof(short);

    /// <summary>
    /// Word error rates that may not be exceeded, 20 % over what was measured for the committed models (the README has the
    /// figures). Forty sentences of everyday English that no training text contains, one fixed seed.
    /// </summary>
    [Theory]
    [InlineData("<|speaker_slt|>", 0.178)]
    [InlineData("<|speaker_rms|>", 0.222)]
    [InlineData("<|speaker_awb|>", 0.192)]
    [InlineData("<|speaker_kal16|>", 0.222)]
    public async Task What_a_speaker_says_is_heard(string tag, double bound)
    {
        string speaker = Speakers().First(voice => voice.Tag == tag).Name;
        string[] sentences = [.. File.ReadLines(Path.Combine(ServerFixture.Root, "tests/StreamServer.FunctionalTests/RoundTrip/sentences.txt"))
            .Where(line => line.Length > 0)];
        Assert.Equal(40, sentences.Length);
        int words = 0;
        int errors = 0;
        foreach (string sentence in sentences)
        {
            byte[] speech = await SpeakAsync(sentence, speaker);
            string heard = await HearAsync(speech);
            string[] reference = WordErrors.Words(sentence);
            int wrong = WordErrors.Count(reference, WordErrors.Words(heard));
            words += reference.Length;
            errors += wrong;
            if (wrong > 0)
            {
                output.WriteLine($"{wrong}  {sentence}  ->  {heard}");
            }
        }

        double rate = errors / (double)words;
        output.WriteLine($"{speaker} ({tag}): {errors} errors in {words} words, {rate:P1}");
        Assert.True(rate <= bound, $"{speaker}: word error rate {rate:P1}, bound {bound:P1}");
    }

    /// <summary>Voices that share a speaker are the same to the model, so one of each is measured; none may be left out.</summary>
    [Fact]
    public void Every_voice_is_one_of_the_measured_speakers()
    {
        string[] measured = [.. typeof(RoundTripTests).GetMethod(nameof(What_a_speaker_says_is_heard))!
            .GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!)];
        Assert.All(Speakers(), voice => Assert.Contains(voice.Tag, measured));
    }

    private static IReadOnlyList<SpeakerSpec> Speakers() =>
        ModelManifest.Load(Path.Combine(ServerFixture.Root, "models")).Get(ModelRole.TtsLm, "tiny-spark-tts").Tts!.Speakers;

    private async Task<byte[]> SpeakAsync(string text, string speaker)
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync("v1/tts/generate", new { text, speaker, seed = 7, stream = false });
        response.EnsureSuccessStatusCode();
        byte[] wav = await response.Content.ReadAsByteArrayAsync();
        return wav[44..];
    }

    private async Task<string> HearAsync(byte[] speech)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(server.Socket("/ws/stt"), limit.Token);
        byte[] quiet = new byte[BytesPerSecond / 2];
        byte[] audio = [.. quiet, .. speech, .. quiet];
        for (int start = 0; start < audio.Length; start += 3200)
        {
            await socket.SendAsync(audio.AsMemory(start, Math.Min(3200, audio.Length - start)), WebSocketMessageType.Binary, true, limit.Token);
        }

        await socket.SendAsync("""{"type":"close"}"""u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, limit.Token);
        StringBuilder text = new();
        byte[] buffer = new byte[1 << 18];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return text.ToString();
            }

            length += part.Count;
            if (!part.EndOfMessage)
            {
                continue;
            }

            using JsonDocument document = JsonDocument.Parse(buffer.AsMemory(0, length));
            length = 0;
            JsonElement message = document.RootElement;
            if (message.GetProperty("type").GetString() == "transcript" && message.GetProperty("is_final").GetBoolean())
            {
                text.Append(message.GetProperty("text").GetString()).Append(' ');
            }
        }
    }
}
