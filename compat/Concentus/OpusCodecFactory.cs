using Concentus.Enums;
using Concentus.Native;

namespace Concentus;

/// <summary>Creates encoders and decoders over libopus.</summary>
public static class OpusCodecFactory
{
    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000 Hz.</param>
    /// <param name="numChannels">1 or 2.</param>
    /// <param name="application">What to preserve.</param>
    /// <param name="messageLogger">Receives a line about the library in use.</param>
    public static IOpusEncoder CreateEncoder(
        int sampleRate,
        int numChannels,
        OpusApplication application = OpusApplication.OPUS_APPLICATION_AUDIO,
        TextWriter? messageLogger = null)
    {
        var encoder = new NativeOpusEncoder(sampleRate, numChannels, application);
        messageLogger?.WriteLine($"Using {encoder.GetVersionString()}");
        return encoder;
    }

    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000 Hz; need not be the encoder's.</param>
    /// <param name="numChannels">1 or 2; need not be the encoder's.</param>
    /// <param name="messageLogger">Receives a line about the library in use.</param>
    public static IOpusDecoder CreateDecoder(int sampleRate, int numChannels, TextWriter? messageLogger = null)
    {
        var decoder = new NativeOpusDecoder(sampleRate, numChannels);
        messageLogger?.WriteLine($"Using {decoder.GetVersionString()}");
        return decoder;
    }
}
