using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>Runs cases, each on a connection of its own, and judges what comes back.</summary>
internal sealed class ConformanceClient(Uri server)
{
    public async Task<(Verdict Verdict, string Seen)> RunAsync(ConformanceCase test)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, limit.Token);
        await UpgradeAsync(socket, limit.Token);
        Answer answer = new();
        Task reading = ReadAsync(socket, answer, test.Fails, limit.Token);
        await WriteAsync(socket, test.Writes, limit.Token);
        bool isEarly = true;
        if (test.Rest is { } rest)
        {
            isEarly = await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(5), limit.Token)) == reading;
            await WriteAsync(socket, [rest], limit.Token);
        }

        await reading;
        return (Judge(test, answer, isEarly), answer.ToString());
    }

    private static Verdict Judge(ConformanceCase test, Answer answer, bool isEarly)
    {
        bool isWhole = test.Messages.Count == answer.Messages.Count
            && test.Messages.Zip(answer.Messages).All(pair =>
                pair.First.IsText == pair.Second.IsText && pair.First.Payload.AsSpan().SequenceEqual(pair.Second.Payload))
            && test.Pongs.Count == answer.Pongs.Count
            && test.Pongs.Zip(answer.Pongs).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        bool hasEnded = answer.IsClosed ? test.Codes.Contains(answer.Code) : test.Fails;
        if (test.Fails && test.Messages.Count > 0)
        {
            // The framework cuts a connection that it fails, and what was said just before may go down with it; sometimes it does not.
            return hasEnded && answer.Messages.Count <= test.Messages.Count ? Verdict.NonStrict : Verdict.Failed;
        }

        if (isWhole && hasEnded)
        {
            return isEarly ? Verdict.Ok : Verdict.NonStrict;
        }

        return test.Tolerated.Count > 0 && answer.IsClosed && test.Tolerated.Contains(answer.Code) ? Verdict.NonStrict : Verdict.Failed;
    }

    private async Task UpgradeAsync(Socket socket, CancellationToken limit)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /echo HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"), limit);
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await socket.ReceiveAsync(one, limit));
            head.Append((char)one[0]);
        }

        // The key and its answer are the example of RFC 6455 §1.3. Compression is never agreed to.
        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task WriteAsync(Socket socket, IEnumerable<byte[]> writes, CancellationToken limit)
    {
        try
        {
            foreach (byte[] bytes in writes)
            {
                for (int sent = 0; sent < bytes.Length;)
                {
                    sent += await socket.SendAsync(bytes.AsMemory(sent), limit);
                }
            }
        }
        catch (SocketException)
        {
            // The server has failed the connection already; what it said is read.
        }
    }

    /// <summary>Reads until the end of the transport; of a connection that fails until its close frame.</summary>
    private static async Task ReadAsync(Socket socket, Answer answer, bool untilClose, CancellationToken limit)
    {
        try
        {
            byte[] head = new byte[8];
            while (!(untilClose && answer.IsClosed) && await FillAsync(socket, head.AsMemory(0, 2), limit))
            {
                int opcode = head[0] & 15;
                bool fin = head[0] >= 128;
                int length = head[1] & 127;
                if (length >= 126)
                {
                    int size = length == 126 ? 2 : 8;
                    await FillAsync(socket, head.AsMemory(0, size), limit);
                    length = size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(head) : (int)BinaryPrimitives.ReadUInt64BigEndian(head);
                }

                byte[] payload = new byte[length];
                if (!await FillAsync(socket, payload, limit))
                {
                    return;
                }

                answer.Take(opcode, fin, payload);
            }
        }
        catch (SocketException)
        {
            // Reset: the end as well.
        }
    }

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> buffer, CancellationToken limit)
    {
        for (int filled = 0; filled < buffer.Length;)
        {
            int read = await socket.ReceiveAsync(buffer[filled..], limit);
            if (read == 0)
            {
                return false;
            }

            filled += read;
        }

        return true;
    }

    private sealed class Answer
    {
        private readonly MemoryStream _message = new();
        private bool _isText;

        public List<(bool IsText, byte[] Payload)> Messages { get; } = [];

        public List<byte[]> Pongs { get; } = [];

        public bool IsClosed { get; private set; }

        public int? Code { get; private set; }

        public void Take(int opcode, bool fin, byte[] payload)
        {
            switch (opcode)
            {
                case WireFrame.Close:
                    IsClosed = true;
                    Code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : null;
                    break;
                case WireFrame.Pong:
                    Pongs.Add(payload);
                    break;
                case WireFrame.Ping:
                    // The server's own; a client that says nothing more for 30 s would be gone.
                    break;
                default:
                    _isText = opcode == WireFrame.Continuation ? _isText : opcode == WireFrame.Text;
                    _message.Write(payload);
                    if (fin)
                    {
                        // What stands before a close after a failure is no echo.
                        if (Encoding.Latin1.GetString(_message.ToArray(), 0, (int)Math.Min(_message.Length, 8)) != "error")
                        {
                            Messages.Add((_isText, _message.ToArray()));
                        }

                        _message.SetLength(0);
                    }

                    break;
            }
        }

        public override string ToString() =>
            $"{Messages.Count} messages, {Pongs.Count} pongs, {(IsClosed ? $"closed with {Code?.ToString() ?? "no code"}" : "dropped")}";
    }
}
