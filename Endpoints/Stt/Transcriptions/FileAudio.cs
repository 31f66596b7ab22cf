using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Features;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>
/// A recording of any rate and number of channels as 16 kHz f32le, piece by piece: mixed to one, or its channels as they are.
/// </summary>
internal static class FileAudio
{
    /// <summary>Samples of each channel that are read at a time.</summary>
    private const int Block = 16 * 1024;

    /// <param name="file">Read to its end; owned by the caller.</param>
    /// <param name="isSeparate">All channels, interleaved; else their mean.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAudioFile file, bool isSeparate, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // An unusual rate has a table of its own, which is work for tens of milliseconds.
        ChannelConverter converter = await ParseGate.RunAsync(
            () => new ChannelConverter(file.Channels, file.SampleRate, FbankSpec.SampleRate, isSeparate), cancellation);
        float[] interleaved = new float[Block * file.Channels];
        int streams = converter.StreamCount;
        float[] mono = new float[Block];
        float[] all = streams == 1 ? mono : new float[Block * streams];
        byte[] bytes = new byte[Block * streams * sizeof(float)];
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
            while ((count = Pull(converter, mono, all)) > 0)
            {
                MemoryMarshal.AsBytes<float>(all.AsSpan(0, count)).CopyTo(bytes);
                yield return bytes.AsMemory(0, count * sizeof(float));
            }
        }
    }

    /// <returns>Samples of all streams.</returns>
    private static int Pull(ChannelConverter converter, float[] mono, float[] all)
    {
        int streams = converter.StreamCount;
        int count = 0;
        for (int stream = 0; stream < streams; stream++)
        {
            count = converter.Pull(stream, mono);
            for (int i = 0; i < count && streams > 1; i++)
            {
                all[(i * streams) + stream] = mono[i];
            }
        }

        return count * streams;
    }
}
