using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using StreamServer.Models.Manifest;
using Xunit.Abstractions;

namespace StreamServer.FunctionalTests.RoundTrip;

/// <summary>The product's own test: text → speech → text, over the wire, with the bundled models only.</summary>
public sealed class RoundTripTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const int BytesPerSecond = 16000 * sizeof(short);

    /// <summary>
    /// Sentences of everyday English that no training text contains, each in four of the twelve voices, one fixed seed: sixty by the
    /// author of the training's sentence frames, forty by somebody else. The bounds are 20 % over the word error rate that was
    /// measured for the committed models (models/tiny/README.md has the figures) of all voices together, and up to half over that of the
    /// worst one, which rests on little more than a hundred words.
    /// </summary>
    [Theory]
    [InlineData("models/training/evaluation/everyday.txt", 60, 0.0199, 0.055)]
    [InlineData("tests/StreamServer.FunctionalTests/RoundTrip/sentences.txt", 40, 0.0875, 0.158)]
    public async Task What_the_twelve_voices_say_is_heard(string file, int count, double all, double worst)
    {
        string[] sentences = [.. File.ReadLines(Path.Combine(ServerFixture.Root, file)).Where(line => line.Length > 0)];
        Assert.Equal(count, sentences.Length);
        IReadOnlyList<SpeakerSpec> speakers = Speakers();
        Assert.Equal(12, speakers.Count);
        (int errors, int words) = (0, 0);
        for (int voice = 0; voice < speakers.Count; voice++)
        {
            (int wrong, int spoken) = await MeasureAsync(speakers[voice].Name, sentences.Where((_, index) => index % 3 == voice % 3));
            output.WriteLine($"{speakers[voice].Friendly ?? speakers[voice].Name}: {wrong} errors in {spoken} words, "
                + $"{wrong / (double)spoken:P1}");
            Assert.True(wrong <= worst * spoken, $"{speakers[voice].Name}: {wrong} errors in {spoken} words");
            errors += wrong;
            words += spoken;
        }

        output.WriteLine($"all: {errors} errors in {words} words, {errors / (double)words:P1}");
        Assert.True(errors <= all * words, $"{errors} errors in {words} words, {errors / (double)words:P1}");
    }

    private async Task<(int Errors, int Words)> MeasureAsync(string speaker, IEnumerable<string> sentences)
    {
        (int errors, int words) = (0, 0);
        foreach (string sentence in sentences)
        {
            string heard = await HearAsync(await SpeakAsync(sentence, speaker));
            string[] reference = WordErrors.Words(sentence);
            int wrong = WordErrors.Count(reference, WordErrors.Words(heard));
            words += reference.Length;
            errors += wrong;
            if (wrong > 0)
            {
                output.WriteLine($"{wrong}  {sentence}  ->  {heard}");
            }
        }

        return (errors, words);
    }

    private static IReadOnlyList<SpeakerSpec> Speakers() =>
        ModelManifest.Load(Path.Combine(ServerFixture.Root, "models")).Get(ModelRole.TtsLm, "tiny-spark-tts").Tts!.Speakers;

    private async Task<byte[]> SpeakAsync(string text, string speaker)
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(
            "v1/tts/generate", new { text, speaker, seed = 7, stream = false });
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
            await socket.SendAsync(audio.AsMemory(start, Math.Min(3200, audio.Length - start)), WebSocketMessageType.Binary, true,
                limit.Token);
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
