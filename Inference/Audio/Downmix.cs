namespace StreamServer.Inference.Audio;

/// <summary>Interleaved channels to one. Stateless; allocates nothing.</summary>
internal static class Downmix
{
    /// <summary>The mean of all channels: never clips.</summary>
    /// <param name="interleaved">Frames of <paramref name="channels"/> samples; an incomplete last frame is left out.</param>
    /// <param name="channels">1 or more.</param>
    /// <param name="mono">One sample a frame.</param>
    /// <returns>Frames written.</returns>
    public static int Mean(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        int frames = interleaved.Length / channels;
        mono = mono[..frames];
        if (channels == 1)
        {
            interleaved.CopyTo(mono);
            return frames;
        }

        float scale = 1f / channels;
        for (int frame = 0; frame < mono.Length; frame++)
        {
            float sum = 0f;
            foreach (float sample in interleaved.Slice(frame * channels, channels))
            {
                sum += sample;
            }

            mono[frame] = sum * scale;
        }

        return frames;
    }

    /// <summary>One channel alone.</summary>
    /// <param name="interleaved">Frames of <paramref name="channels"/> samples; an incomplete last frame is left out.</param>
    /// <param name="channels">1 or more.</param>
    /// <param name="channel">From 0.</param>
    /// <param name="mono">One sample a frame.</param>
    /// <returns>Frames written.</returns>
    public static int Pick(ReadOnlySpan<float> interleaved, int channels, int channel, Span<float> mono)
    {
        int frames = interleaved.Length / channels;
        mono = mono[..frames];
        for (int frame = 0; frame < mono.Length; frame++)
        {
            mono[frame] = interleaved[(frame * channels) + channel];
        }

        return frames;
    }
}
