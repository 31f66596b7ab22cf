using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Features;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>A recording of any rate and number of channels as 16 kHz mono f32le, piece by piece.</summary>
internal static class FileAudio
{
    /// <summary>Samples of each channel that are read at a time.</summary>
    private const int Block = 16 * 1024;

    /// <param name="file">Read to its end; owned by the caller.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAudioFile file, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // An unusual rate has a table of its own, which is work for tens of milliseconds.
        ChannelConverter converter = await ParseGate.RunAsync(
            () => new ChannelConverter(file.Channels, file.SampleRate, FbankSpec.SampleRate), cancellation);
        float[] interleaved = new float[Block * file.Channels];
        float[] mono = new float[Block];
        byte[] bytes = new byte[Block * sizeof(float)];
        bool more = true;
        while (more)
        {
            int read = await ParseGate.RunAsync(() => file.Read(interleaved), cancellation);
            more = read > 0;
            if (more)
            {
                converter.Push(interleaved.AsSpan(0, read));
            }
            else
            {
                converter.Flush();
            }

            // A piece never has more than a block, however many samples the conversion makes of one.
            int count;
            while ((count = converter.Pull(0, mono)) > 0)
            {
                MemoryMarshal.AsBytes<float>(mono.AsSpan(0, count)).CopyTo(bytes);
                yield return bytes.AsMemory(0, count * sizeof(float));
            }
        }
    }
}
