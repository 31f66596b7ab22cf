namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// A recording that is read from its start to its end in bounded memory, at its own rate and with its own channels.
/// Reads its source synchronously. Not thread-safe.
/// </summary>
internal interface IAudioFile : IDisposable
{
    /// <summary>wav, mp3, flac or opus.</summary>
    string Format { get; }

    /// <summary>Hz.</summary>
    int SampleRate { get; }

    int Channels { get; }

    /// <summary>Reads on.</summary>
    /// <param name="interleaved">Room for at least one sample of each channel.</param>
    /// <returns>
    /// Samples written, a multiple of <see cref="Channels"/>, finite and at most <see cref="AudioLimits.MostAmplitude"/>; 0 at the end,
    /// and only there.
    /// </returns>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/> says what is wrong with the file.</exception>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    int Read(Span<float> interleaved);
}
