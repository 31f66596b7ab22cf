using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary><c>output_format</c>: a codec, a rate and for some a bit rate in kbit/s, such as <c>mp3_44100_128</c>.</summary>
internal readonly record struct ElevenLabsFormat(AudioFormat Format, int SampleRate, int? BitRate)
{
    private const string Member = "output_format";
    private const string Usual = "mp3_44100_128";

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: says what is possible.</exception>
    public static ElevenLabsFormat Parse(string? name)
    {
        string[] parts = (string.IsNullOrEmpty(name) ? Usual : name).ToLowerInvariant().Split('_');
        AudioFormat? format = parts[0] switch
        {
            "mp3" => AudioFormat.Mp3,
            "pcm" => AudioFormat.Pcm,
            "wav" => AudioFormat.Wav,
            "opus" => AudioFormat.Opus,
            "ulaw" => AudioFormat.MuLaw,
            "alaw" => AudioFormat.Alaw,
            _ => null,
        };
        int? bits = null;
        if (format is { } known && parts.Length is 2 or 3 && TryNumber(parts[1], out int rate)
            && AudioFormats.SampleRates(format.Value).Contains(rate)
            && (parts.Length == 2 || (AudioFormats.BitRates(known, rate) is { } range && TryNumber(parts[2], out int kilobits)
                && (bits = 1000 * kilobits) >= range.Lowest && bits <= range.Highest)))
        {
            return new ElevenLabsFormat(known, rate, bits);
        }

        throw new StreamException(
            StreamError.ClientBadRequest,
            $"{Member}='{Quote.Short(name)}' is not possible: give mp3_RATE_KBITS, opus_48000_KBITS, pcm_RATE, wav_RATE, ulaw_8000 or "
            + "alaw_8000, with rates of 8000, 16000, 22050, 24000, 32000, 44100 or 48000.",
            Member);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 48_000;
}
