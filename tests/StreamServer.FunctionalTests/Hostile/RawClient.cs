using System.Net.Sockets;
using System.Text;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>A client that keeps to no rules: bytes as the test wants them.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket) => _socket = socket;

    /// <param name="receiveBuffer">Bytes that the kernel takes for a client that does not read.</param>
    public static async Task<RawClient> ConnectAsync(ServerFixture server, int receiveBuffer = 0)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(server.Address.Host, server.Address.Port).WaitAsync(ServerFixture.Limit);
        return new RawClient(socket);
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes).WaitAsync(ServerFixture.Limit);

    /// <summary>Head and first bytes of a request.</summary>
    public Task PostAsync(string path, string headers, string body) =>
        SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{body}");

    /// <summary>What comes until the server closes; a reset ends it too.</summary>
    public async Task<string> ReadToEndAsync()
    {
        StringBuilder text = new();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer).WaitAsync(ServerFixture.Limit)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            text.Append("(reset)");
        }

        return text.ToString();
    }

    /// <summary>All headers of the first answer.</summary>
    public Task<string> ReadHeadAsync() => ReadUntilAsync("\r\n\r\n");

    /// <summary>What comes up to these characters, each a byte, or until the server closes.</summary>
    public async Task<string> ReadUntilAsync(string last)
    {
        StringBuilder text = new();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(last, StringComparison.Ordinal)
            && await _socket.ReceiveAsync(one).WaitAsync(ServerFixture.Limit) == 1)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    /// <summary>The status of the first answer.</summary>
    public async Task<int> ReadStatusAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int read = await _socket.ReceiveAsync(buffer).WaitAsync(ServerFixture.Limit);
        string[] line = Encoding.Latin1.GetString(buffer, 0, read).Split(' ');
        return line is ["HTTP/1.1", var status, ..] ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    public void Close() => _socket.Close();

    public void Dispose() => _socket.Dispose();
}
