using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using StreamServer.Testing.Hostile;

namespace StreamServer.Hostile;

/// <summary>1,500 words of 100 letters took 2.6 GB and 12 s of a processor that nothing cancelled.</summary>
[Collection(HostileServer.Collection)]
public sealed class VocabularyTests(HostileServer server)
{
    private const int MostCharacters = 64 * 1024;

    [Fact]
    public async Task AListOverTheLimitIsRefusedByFormAndByMessage()
    {
        string words = Words(1500, 100);
        double before = server.Process.MemoryMb;

        byte[] file = HostileFiles.Sound(Inference.Audio.AudioFormat.Wav);
        (int status, string body) = await server.TranscribeAsync(
            file, default, ("correct", "true"), ("vocabulary", Words(10_500, 5)));
        (int large, _) = await server.TranscribeAsync(file, default, ("correct", "true"), ("vocabulary", words));
        string answer = await ConfigureAsync(words);

        Assert.Equal(400, status);
        Assert.Equal(413, large); // no field of a form may be as large
        Assert.Contains("vocabulary has", body, StringComparison.Ordinal);
        Assert.Contains("bad_request", answer, StringComparison.Ordinal);
        Assert.InRange(server.Process.MemoryMb - before, double.NegativeInfinity, 80);
    }

    [Theory]
    [InlineData(640, 100)]
    [InlineData(8000, 7)]
    [InlineData(9900, 5)]
    public async Task TheMostThatIsAllowedIsTakenQuicklyAndInLittleRoom(int count, int letters)
    {
        string words = Words(count, letters);
        Assert.InRange(words.Length, MostCharacters * 3 / 4, MostCharacters);
        await ConfigureAsync(Words(100, 6));
        double before = server.Process.MemoryMb;
        TimeSpan busy = server.Process.Busy;

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConfigureAsync(words)));

        Assert.All(answers, answer => Assert.Contains("configured", answer, StringComparison.Ordinal));
        Assert.InRange(server.Process.MemoryMb - before, double.NegativeInfinity, 100);
        Assert.InRange(server.Process.Busy - busy, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task AQueryMayBringWhatFitsIntoAnAddress()
    {
        double before = server.Process.MemoryMb;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        List<ClientWebSocket> sockets = [];
        for (int i = 0; i < 10; i++)
        {
            ClientWebSocket socket = new();
            await socket.ConnectAsync(Address($"/ws/stt?correct=true&vocabulary={Words(70, 99)}"), limit.Token);
            sockets.Add(socket);
        }

        Assert.InRange(server.Process.MemoryMb - before, double.NegativeInfinity, 60);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task HotWordsAreBoundedInTheSameWay()
    {
        (int status, string body) = await server.TranscribeAsync(
            HostileFiles.Sound(Inference.Audio.AudioFormat.Wav), default, ("decoder", "beam"), ("hot_words", Words(2000, 30)));

        Assert.Equal((int)HttpStatusCode.BadRequest, status);
        Assert.Contains("hot_words has", body, StringComparison.Ordinal);
    }

    private async Task<string> ConfigureAsync(string words)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(Address("/ws/stt"), limit.Token);
        string message = JsonSerializer.Serialize(new { type = "configure", correct = true, vocabulary = words });
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            string answer = Encoding.UTF8.GetString(buffer, 0, result.Count);
            if (result.MessageType == WebSocketMessageType.Close || !answer.Contains("\"ready\"", StringComparison.Ordinal))
            {
                return answer;
            }
        }
    }

    private Uri Address(string path) => new($"ws://{server.Process.Url.Authority}{path}");

    private static string Words(int count, int letters)
    {
        Random random = new(count);
        return string.Join(',', Enumerable.Range(0, count).Select(_ => string.Concat(
            Enumerable.Range(0, letters).Select(_ => (char)random.Next('a', 'z' + 1)))));
    }
}
