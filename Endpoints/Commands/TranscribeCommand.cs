using System.Buffers.Binary;
using System.CommandLine;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Commands;

/// <summary>
/// <c>transcribe FILE</c>: a small client. Sends a 16 kHz mono 16-bit WAV file to the running server at the pace of speech
/// and prints each transcript as it comes.
/// </summary>
internal static class TranscribeCommand
{
    private const int BytesPerSecond = 16000 * sizeof(short);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Command Create(SettingOptions settings)
    {
        Argument<FileInfo> file = new("FILE") { Description = "A WAV file: 16 kHz, mono, 16 bit." };
        file.AcceptExistingOnly();
        Command command = new("transcribe", "Send a WAV file to the running server as a live stream, print what comes back.") { file };
        settings.AddTo(command);
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(file).FullName, settings.Of(result)));
        return command;
    }

    private static async Task<int> RunAsync(string path, IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        SettingsReader reader = new(new ConfigurationManager().AddSettings(settings));
        EndpointsOptions options = reader.Read<EndpointsOptions>();
        if (reader.Mistakes.Count > 0)
        {
            throw new SettingsException(reader.Mistakes);
        }

        string host = options.Host is "0.0.0.0" or "::" ? "localhost" : options.Host;
        Uri address = new($"ws://{host}:{options.Port}/ws/stt");

        using ClientWebSocket socket = new();
        try
        {
            await socket.ConnectAsync(address, CancellationToken.None);
        }
        catch (WebSocketException exception)
        {
            Console.Error.WriteLine($"{address}: {exception.Message}");
            return 1;
        }

        Task<int> receiving = ReceiveAsync(socket);
        await SendAsync(socket, Samples(await File.ReadAllBytesAsync(path)));
        return await receiving.WaitAsync(Limit);
    }

    /// <summary>What follows the header of the <c>data</c> chunk; a size of 0xFFFFFFFF (a streamed file) means the rest.</summary>
    private static ReadOnlyMemory<byte> Samples(byte[] file)
    {
        int data = file.AsSpan().IndexOf("data"u8);
        if (data < 0)
        {
            return file;
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(data + 4));
        ReadOnlyMemory<byte> rest = file.AsMemory(data + 8);
        return size < rest.Length ? rest[..(int)size] : rest;
    }

    private static async Task SendAsync(ClientWebSocket socket, ReadOnlyMemory<byte> samples)
    {
        using PeriodicTimer pace = new(Frame);
        int frame = (int)(BytesPerSecond * Frame.TotalSeconds);
        for (int start = 0; start < samples.Length; start += frame)
        {
            await socket.SendAsync(
                samples.Slice(start, Math.Min(frame, samples.Length - start)), WebSocketMessageType.Binary, true, default);
            await pace.WaitForNextTickAsync();
        }

        await socket.SendAsync("""{"type":"close"}"""u8.ToArray(), WebSocketMessageType.Text, true, default);
    }

    private static async Task<int> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        while (true)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(length).ToArraySegment(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return result.CloseStatus == WebSocketCloseStatus.NormalClosure ? 0 : 1;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                Print(buffer.AsSpan(0, length));
                length = 0;
            }
        }
    }

    private static void Print(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = new(message);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("text", out JsonElement text))
        {
            bool final = root.TryGetProperty("is_final", out JsonElement flag) && flag.GetBoolean();
            Console.WriteLine($"{(final ? "final  " : "partial")} {text.GetString()}");
        }
        else if (root.TryGetProperty("type", out JsonElement type) && type.GetString() is "error" or "warning")
        {
            Console.Error.WriteLine(root.ToString());
        }
    }

    private static ArraySegment<byte> ToArraySegment(this Memory<byte> memory) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) ? segment : memory.ToArray();
}
