using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Counts the audio that passes through, for the usage in the answer.</summary>
internal sealed class Recorder
{
    private long _bytes;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CountAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> audio)
    {
        await foreach (ReadOnlyMemory<byte> piece in audio)
        {
            _bytes += piece.Length;
            yield return piece;
        }
    }

    /// <summary>Length of what has passed.</summary>
    public double Seconds(SttSessionSettings settings)
    {
        int sample = settings.Encoding switch
        {
            AudioEncoding.PcmF32le => sizeof(float),
            AudioEncoding.MuLaw or AudioEncoding.Alaw => 1,
            _ => sizeof(short),
        };
        return (double)_bytes / (sample * settings.Channels * settings.SampleRate);
    }
}
