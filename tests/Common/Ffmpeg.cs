using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamServer.Testing;

/// <summary>Decodes with ffmpeg, which shares no code with the server's codecs except libopus and libmp3lame themselves; ./test.sh installs
/// it.</summary>
internal static class Ffmpeg
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="data">A whole file.</param>
    /// <param name="inputOptions">What a headerless format needs, such as <c>-f mulaw -ar 8000 -ac 1</c>.</param>
    /// <param name="outputOptions">Sample format; mono f32 at the file's own rate unless it says otherwise.</param>
    public static async Task<float[]> DecodeAsync(byte[] data, string inputOptions = "", string outputOptions = "-ac 1")
    {
        byte[] output = await RunAsync(data, $"{inputOptions} -i pipe:0 {outputOptions} -f f32le pipe:1");
        return MemoryMarshal.Cast<byte, float>(output).ToArray();
    }

    /// <summary>Makes a file in a format that the server reads and does not write.</summary>
    public static Task<byte[]> EncodeAsync(float[] samples, int rate, int channels, string outputOptions) =>
        RunAsync(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), $"-f f32le -ar {rate} -ac {channels} -i pipe:0 {outputOptions} pipe:1");

    private static async Task<byte[]> RunAsync(byte[] input, string arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        var start = new ProcessStartInfo("ffmpeg", $"-nostdin -hide_banner -loglevel error -bitexact {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        var output = new MemoryStream();
        Task feeding = FeedAsync(process, input, limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
        await feeding;
        await process.WaitForExitAsync(limit.Token);
        string said = await errors;
        if (process.ExitCode != 0 || said.Length > 0)
        {
            throw new InvalidDataException($"ffmpeg {arguments}: {said}");
        }

        return output.ToArray();
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancel)
    {
        await process.StandardInput.BaseStream.WriteAsync(input, cancel);
        process.StandardInput.Close();
    }
}
