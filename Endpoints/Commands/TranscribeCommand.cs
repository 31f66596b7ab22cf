using System.CommandLine;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Server;
using StreamServer.Inference;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Models;

namespace StreamServer.Endpoints.Commands;

/// <summary>
/// <c>transcribe FILE</c>: a small client. Sends a recording to the running server at the pace of speech
/// and prints each transcript as it comes.
/// </summary>
internal static class TranscribeCommand
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Command Create(SettingOptions settings)
    {
        Argument<FileInfo> file = new("FILE") { Description = $"A recording: {AudioFiles.Formats}." };
        file.AcceptExistingOnly();
        Option<string> key = new("--key") { HelpName = "KEY", Description = "API key, where the running server wants one." };
        Command command = new("transcribe", "Send a recording to the running server as a live stream, print what comes back.")
        {
            file,
            key,
        };
        settings.AddAddressTo(command);
        command.SetAction((result, _) =>
            RunAsync(result.GetRequiredValue(file).FullName, result.GetValue(key), settings.Of(result)));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? key, IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        SettingsReader reader = new(new ConfigurationManager().AddSettings(settings));
        EndpointsOptions options = reader.Read<EndpointsOptions>();
        if (reader.Mistakes.Count > 0)
        {
            throw new SettingsException(reader.Mistakes);
        }

        string host = options.Host is "0.0.0.0" or "::" ? "localhost" : options.Host;
        using FileStream file = File.OpenRead(path);
        using IAudioFile audio = Open(file);
        Uri address = new($"ws://{host}:{options.Port}/ws/stt?encoding=pcm_f32le&sample_rate={audio.SampleRate}&channels={audio.Channels}");

        using ClientWebSocket socket = new() { Options = { CollectHttpResponseDetails = true } };
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        try
        {
            await socket.ConnectAsync(address, CancellationToken.None);
        }
        catch (WebSocketException exception)
        {
            Console.Error.WriteLine(socket.HttpStatusCode switch
            {
                HttpStatusCode.Unauthorized => "The server wants an API key, or another one: --key KEY",
                HttpStatusCode.BadRequest =>
                    $"The server does not hear {audio.SampleRate} Hz with {audio.Channels} channel(s) as a stream.",
                _ => $"ws://{host}:{options.Port}: {exception.Message}",
            });
            return 1;
        }

        Task<int> receiving = ReceiveAsync(socket);
        await SendAsync(socket, audio);
        return await receiving.WaitAsync(Limit);
    }

    private static IAudioFile Open(FileStream file)
    {
        try
        {
            return AudioFiles.Open(file);
        }
        catch (StreamException unreadable)
        {
            throw new CommandException(unreadable.Message);
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, IAudioFile audio)
    {
        using PeriodicTimer pace = new(Frame);
        float[] samples = new float[(int)(audio.SampleRate * Frame.TotalSeconds) * audio.Channels];
        while (audio.Read(samples) is > 0 and int count)
        {
            byte[] message = MemoryMarshal.AsBytes(samples.AsSpan(0, count)).ToArray();
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
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
        MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) ? segment : memory.ToArray();
}
