using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Samples whose rate or channels the client did not say are looked at before they are taken for 16 kHz mono.</summary>
internal static class UndescribedPcm
{
    /// <summary>What is looked at: half a minute of the defaults.</summary>
    private const int MostBytes = 1 << 20;

    private const string Advice =
        "Say what it is, with the headers X-Sample-Rate and X-Channels or in the query: ?sample_rate=48000&channels=2.";

    /// <param name="body">Read from its start; left there.</param>
    /// <param name="settings">Encoding, rate and channels that hold.</param>
    /// <param name="hasRate">The client said the rate.</param>
    /// <param name="hasChannels">The client said the channels.</param>
    /// <returns>Whether the body has a container, so that nothing of this matters.</returns>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: it is something else.</exception>
    public static bool Check(Stream body, SttSessionSettings settings, bool hasRate, bool hasChannels)
    {
        byte[] bytes = new byte[MostBytes];
        int length = body.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        body.Position = 0;
        ReadOnlySpan<byte> start = bytes.AsSpan(0, length);
        if (AudioSignature.NameOf(start) is not null || AudioSignature.IsMpeg(start, isWhole: true) == true)
        {
            return true;
        }

        if ((hasRate && hasChannels) || settings.Encoding is not (AudioEncoding.PcmS16le or AudioEncoding.PcmF32le))
        {
            return false;
        }

        float[] samples = Decode(start, settings.Encoding);
        if (!hasChannels && PcmLook.IsStereo(samples))
        {
            throw new StreamException(
                StreamError.ClientBadAudio, $"The audio cannot be speech in one channel: it looks like two. {Advice}", "X-Channels");
        }

        if (!hasRate)
        {
            float[] first = new float[samples.Length / settings.Channels];
            Downmix.Pick(samples, settings.Channels, 0, first);
            if (PcmLook.IsFaster(first))
            {
                throw new StreamException(
                    StreamError.ClientBadAudio,
                    $"The audio cannot be speech at {settings.SampleRate} Hz: it looks like a higher rate. {Advice}",
                    "X-Sample-Rate");
            }
        }

        return false;
    }

    private static float[] Decode(ReadOnlySpan<byte> bytes, AudioEncoding encoding)
    {
        bool isFloat = encoding == AudioEncoding.PcmF32le;
        int size = isFloat ? sizeof(float) : sizeof(short);
        float[] samples = new float[bytes.Length / size];
        ReadOnlySpan<byte> whole = bytes[..(samples.Length * size)];
        if (isFloat)
        {
            SampleFormats.DecodeF32(whole, samples);
        }
        else
        {
            SampleFormats.DecodeS16(whole, samples);
        }

        return samples;
    }
}
